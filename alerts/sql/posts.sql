-- The posts that decide about updates at any instant from `since` to `now`: those published or first seen in
-- that time (with two days' margin, in which a deletion may still take one back), and of the earlier ones the
-- last that counts of each account.
WITH
    {since:DateTime64(3, 'UTC')} AS since,
    {now:DateTime64(3, 'UTC')} AS now_at,
    known AS
    (
        SELECT
            p.account_id AS account_id,
            p.post_id AS post_id,
            p.title AS title,
            p.url AS url,
            p.published_at AS published_at,
            ifNull(v.first_seen_at, p.fetched_at) AS first_seen_at,
            if(v.deleted_at <= p.published_at + INTERVAL 24 HOUR, v.deleted_at, NULL) AS taken_back_at
        FROM (SELECT account_id, post_id, title, url, published_at, fetched_at FROM posts FINAL) AS p
        LEFT ANY JOIN
        (
            SELECT
                post_id,
                min(toNullable(fetched_at)) AS first_seen_at,
                minIf(toNullable(fetched_at), deleted) AS deleted_at
            FROM post_versions
            GROUP BY post_id
        ) AS v ON v.post_id = p.post_id
        WHERE p.published_at <= now_at AND first_seen_at <= now_at
    )
SELECT *
FROM known
WHERE published_at >= since - INTERVAL 2 DAY OR first_seen_at >= since
UNION ALL
SELECT * FROM
(
    SELECT *
    FROM known
    WHERE published_at < since - INTERVAL 2 DAY AND first_seen_at < since AND taken_back_at IS NULL
    ORDER BY published_at DESC, post_id DESC
    LIMIT 1 BY account_id
)
