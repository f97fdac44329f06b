-- For every audience: posts that addressed it in the period, in the one before it, and in the 30 days up to the period's end, and the last
-- day on which one did. A post with two audiences stands under both; posts for everybody are not listed.
SELECT
    n.audience AS key,
    n.audience_name AS name,
    countIf(a.day >= {begin:Date}) AS posts,
    countIf(a.day >= {previous_begin:Date} AND a.day < {begin:Date}) AS previous_posts,
    countIf(a.day >= {until:Date} - 30) AS posts_30d,
    max(a.day) AS last_day
FROM v_audiences AS n
LEFT JOIN
(
    SELECT arrayJoin(audiences) AS audience, toNullable(toDate(published_at, 'Asia/Shanghai')) AS day
    FROM posts FINAL
    WHERE NOT deleted
        AND published_at < {ends_at:DateTime64(3, 'UTC')}
        AND published_at <= {cutoff:DateTime64(3, 'UTC')}
        AND account_id IN (SELECT account_id FROM scope)
) AS a ON a.audience = n.audience
GROUP BY key, name
ORDER BY posts DESC, key
