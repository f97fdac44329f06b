-- Which of some posts have ever been stored without text. Not FINAL: a few too many do no harm, and this way the
-- sizes of the texts are all that is read.
SELECT DISTINCT post_id
FROM posts
WHERE post_id IN {post_ids:Array(String)} AND empty(text)
