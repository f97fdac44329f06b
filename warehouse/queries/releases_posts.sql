-- 首发与转载匹配的输入：{since} 以来台账内账号的作品，及其首次被发现删除的时间。
SELECT
    p.post_id AS post_id,
    p.account_id AS account_id,
    a.unit AS unit,
    a.level_order AS level_order,
    p.title AS title,
    p.text AS text,
    p.published_at AS published_at,
    p.published_precision AS published_precision,
    p.repost_of AS repost_of,
    if(p.deleted, least(p.fetched_at, if(gone.times = 0, p.fetched_at, gone.at)), NULL) AS deleted_at
FROM (SELECT * FROM posts FINAL WHERE published_at >= {since:DateTime64(3, 'UTC')}) AS p
INNER JOIN v_accounts AS a ON a.account_id = p.account_id
LEFT ANY JOIN
(
    SELECT
        post_id,
        count() AS times,
        min(fetched_at) AS at
    FROM post_versions
    WHERE deleted
    GROUP BY post_id
) AS gone ON gone.post_id = p.post_id
ORDER BY published_at, post_id
