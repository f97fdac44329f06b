-- A post as it is kept, for a person who puts its labels right.
SELECT post_id, platform, title, text
FROM posts FINAL
WHERE post_id = {post_id:String}
