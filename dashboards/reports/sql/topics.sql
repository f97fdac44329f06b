-- Posts by topic, in the period and in the one before it. A post with two topics stands under both.
SELECT
    t.topic AS key,
    if(n.topic_name = '', t.topic, n.topic_name) AS name,
    countIf(t.day >= {begin:Date}) AS posts,
    countIf(t.day < {begin:Date}) AS previous_posts
FROM
(
    SELECT arrayJoin(topics) AS topic, toDate(published_at, 'Asia/Shanghai') AS day
    FROM posts FINAL
    WHERE NOT deleted AND published_at <= {cutoff:DateTime64(3, 'UTC')} AND account_id IN (SELECT account_id FROM scope)
) AS t
LEFT ANY JOIN v_topics AS n ON n.topic = t.topic
WHERE t.day >= {previous_begin:Date} AND t.day < {until:Date}
GROUP BY key, name
ORDER BY posts DESC, key
