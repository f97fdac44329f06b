-- Every figure that was ever taken of the posts behind a figure: when, of which time, from which source.
SELECT * EXCEPT (topic, partition)
FROM metrics FINAL
WHERE post_id IN {post_ids:Array(String)}
ORDER BY ALL
