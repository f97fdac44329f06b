-- How many posts have tags of another version.
SELECT count() AS posts
FROM posts FINAL
WHERE tagger != {tagger:String} AND published_at >= {since:DateTime64(3, 'UTC')}
