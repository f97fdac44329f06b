-- The posts behind a figure, deleted ones included, as they were last seen.
SELECT
    p.post_id AS post_id,
    p.url AS url,
    p.title AS title,
    p.account_id AS account_id,
    a.account_name AS account_name,
    p.platform AS platform,
    a.level AS level,
    a.region_code AS region_code,
    a.unit AS unit,
    p.media AS media,
    p.published_at AS published_at,
    p.published_precision AS published_precision,
    p.deleted AS deleted,
    ifNull(s.first_seen_at, p.fetched_at) AS first_seen_at,
    greatest(p.fetched_at, s.last_seen_at) AS last_seen_at,
    p.topics AS topics,
    p.audiences AS audiences,
    lower(hex(SHA256(p.text))) AS text_sha256
FROM (SELECT * FROM posts FINAL WHERE post_id IN {post_ids:Array(String)}) AS p
LEFT ANY JOIN
(
    SELECT
        post_id,
        min(toNullable(fetched_at)) AS first_seen_at,
        max(fetched_at) AS last_seen_at
    FROM post_versions
    WHERE post_id IN {post_ids:Array(String)}
    GROUP BY post_id
) AS s ON s.post_id = p.post_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = p.account_id
ORDER BY post_id
