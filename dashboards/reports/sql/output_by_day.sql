-- Posts of each day and level, for the days of the chart. Deleted posts are not counted; days without a post have no row.
SELECT
    toDate(p.published_at, 'Asia/Shanghai') AS day,
    s.level AS level,
    count() AS posts
FROM (SELECT account_id, published_at FROM posts FINAL WHERE NOT deleted AND published_at <= {cutoff:DateTime64(3, 'UTC')}) AS p
INNER JOIN scope AS s ON s.account_id = p.account_id
WHERE day >= {chart_begin:Date} AND day < {until:Date}
GROUP BY day, level
ORDER BY day, level
