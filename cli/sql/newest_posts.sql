-- The newest posts, to try changed lexicons on.
SELECT post_id, title, text
FROM posts FINAL
WHERE NOT deleted
ORDER BY published_at DESC, post_id
LIMIT {most:UInt32}
