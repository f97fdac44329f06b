-- What is known of some posts, with the fields of the record PostSeen.
SELECT
    post_id,
    account_id,
    platform,
    url,
    title,
    text,
    media,
    published_at,
    published_precision,
    fetched_at,
    source_label,
    repost_of,
    position,
    hashtags,
    deleted,
    extractor
FROM posts FINAL
WHERE post_id IN {post_ids:Array(String)}
