-- Of each account's posts of the last 30 days, how many only carry what another one published first.
WITH {now:DateTime64(3, 'UTC')} AS now_at
SELECT
    p.account_id AS account_id,
    count() AS posts,
    countIf(p.repost OR a.post_id != '') AS carried
FROM
(
    SELECT account_id, post_id, ifNull(repost_of, '') != '' AS repost
    FROM posts FINAL
    WHERE NOT deleted AND published_at > now_at - INTERVAL 30 DAY AND published_at <= now_at
) AS p
LEFT ANY JOIN (SELECT post_id FROM adoptions FINAL WHERE valid) AS a ON a.post_id = p.post_id
GROUP BY account_id
