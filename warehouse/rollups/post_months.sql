-- In which months of publication the posts {post_ids}, or all, from {first} to {last}, have or get a row of post_metrics. Made before
-- that row, so that a later one knows which it has to replace: post_versions keeps one of two sightings of one instant.
INSERT INTO post_months (post_id, month, published_at)
SELECT
    post_id,
    toYYYYMM(toDate(published_at, 'Asia/Shanghai')) AS month,
    published_at
FROM posts FINAL
WHERE post_id BETWEEN {first:String} AND {last:String}
    AND (empty({post_ids:Array(String)}) OR post_id IN {post_ids:Array(String)})
SETTINGS max_threads = 1
