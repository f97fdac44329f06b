-- The next posts, by id, whose tags are of another version and which are not staged as they are now.
SELECT *
FROM posts FINAL
WHERE post_id > {after:String}
    AND tagger != {tagger:String}
    AND published_at >= {since:DateTime64(3, 'UTC')}
    AND (post_id, fetched_at) NOT IN (SELECT post_id, fetched_at FROM {stage:Identifier} WHERE post_id > {after:String})
ORDER BY post_id
LIMIT {limit:UInt64}
