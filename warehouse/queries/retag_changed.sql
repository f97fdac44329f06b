-- Staged posts whose row has been written again since, with the same version: an earlier sighting that arrived late
-- may complete a post without making it newer. As they are now.
SELECT p.*
FROM (SELECT * FROM posts FINAL) AS p
INNER JOIN
(
    SELECT
        post_id,
        fetched_at,
        cityHash64(topic, partition, offset, url, title, text, deleted, published_at) AS content
    FROM {stage:Identifier} FINAL
) AS s ON s.post_id = p.post_id AND s.fetched_at = p.fetched_at
WHERE cityHash64(p.topic, p.partition, p.offset, p.url, p.title, p.text, p.deleted, p.published_at) != s.content
LIMIT {limit:UInt64}
