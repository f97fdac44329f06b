-- Who knows least of what and is spoken to least about it, region by region, the province first.
SELECT
    survey, wave, region_code, region_name, level, level_order, city_code, city_name, topic, topic_name,
    dimension, dimension_name, group_code, group_name, audiences, audience_names, respondents, small, rate,
    rate_low, rate_high, topic_posts, audience_posts, post_share, sms_delivered, events, know_rank, spoken_rank,
    gap_rank, sentence
FROM v_gap_matrix
WHERE (
        {resumed:Bool} = false
        OR (level_order, region_code, survey, topic, dimension, group_code) > (
            {after_level_order:UInt8}, {after_region_code:String}, {after_survey:String}, {after_topic:String},
            {after_dimension:String}, {after_group_code:String}
        )
    )
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR region_code = {county:String} AND level = 'county')
    AND ({level:String} = '' OR level = {level:String})
    AND ({topic:String} = '' OR topic = {topic:String})
    AND ({audience:String} = '' OR has(audiences, {audience:String}))
    AND ({rank:String} = '' OR gap_rank IS NOT NULL AND ({rank:String} = 'ranked' OR gap_rank = 1))
ORDER BY level_order, region_code, survey, topic, dimension, group_code
LIMIT {limit:UInt32}
