-- Reach at seven days by topic, level and platform.
SELECT
    topic, topic_name, level, level_order, platform, basis, posts, mature_posts, young_posts, missing_posts,
    reach, reach_median
FROM v_reach_by_topic
WHERE age = '7d'
    AND (
        {resumed:Bool} = false
        OR (topic, level_order, platform)
            > ({after_topic:String}, {after_level_order:UInt8}, {after_platform:String})
    )
    AND ({topic:String} = '' OR topic = {topic:String})
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
ORDER BY topic, level_order, platform
LIMIT {limit:UInt32}
