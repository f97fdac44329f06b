-- Recent posts of the province's and the cities' accounts about warnings that issue nothing entered yet.
SELECT
    published_at AS `发布时间`,
    account_name AS `账号`,
    title AS `标题`,
    url AS `地址`
FROM v_posts
WHERE NOT deleted
    AND level IN ('province', 'city')
    AND published_at >= {since:DateTime64(3, 'UTC')}
    AND has(topics, 'warning')
    AND post_id NOT IN (SELECT post_id FROM v_warning_posts)
ORDER BY published_at DESC, post_id
LIMIT 20
