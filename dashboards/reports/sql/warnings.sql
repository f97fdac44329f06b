-- Posts of the period with the topic 火险预警与安全提示, by level, and in how many counties an account of the county's own published one.
SELECT
    s.level AS level,
    any(s.level_name) AS level_name,
    any(s.level_order) AS level_order,
    count() AS posts,
    uniqExact(s.account_id) AS accounts,
    uniqExactIf(s.county_code, s.county_code != '') AS counties
FROM (SELECT account_id, published_at FROM posts FINAL WHERE NOT deleted AND has(topics, 'warning')) AS p
INNER JOIN scope AS s ON s.account_id = p.account_id
WHERE toDate(p.published_at, 'Asia/Shanghai') >= {begin:Date}
    AND toDate(p.published_at, 'Asia/Shanghai') < {until:Date}
    AND p.published_at <= {cutoff:DateTime64(3, 'UTC')}
GROUP BY s.level
ORDER BY level_order
