-- The next posts, by id, whose roll-up still has the tags of another version than the post itself.
SELECT p.post_id AS post_id
FROM (SELECT post_id, tagger FROM posts FINAL) AS p
INNER JOIN
(
    SELECT
        post_id,
        tagger
    FROM post_metrics FINAL
    WHERE NOT moved
    SETTINGS do_not_merge_across_partitions_select_final = 1
) AS m ON m.post_id = p.post_id
WHERE m.tagger != p.tagger AND p.post_id > {after:String}
ORDER BY post_id
LIMIT {limit:UInt64}
