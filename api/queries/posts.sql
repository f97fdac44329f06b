-- Posts that are not deleted, the newest first, with their reach.
SELECT
    post_id, title, opening, url, media, published_at, published_day, account_id, account_name, platform,
    platform_name, level, city_code, city_name, county_code, county_name, unit, topics, audiences, basis,
    reach_7d, reach_state
FROM v_post_reach
WHERE published_day BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (published_at, post_id) < ({after_published_at:DateTime64(3)}, {after_post_id:String})
    )
    AND ({account:String} = '' OR account_id = {account:String})
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR county_code = {county:String})
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
    AND ({topic:String} = '' OR has(topics, {topic:String}))
    AND ({audience:String} = '' OR has(audiences, {audience:String}))
ORDER BY published_at DESC, post_id DESC
LIMIT {limit:UInt32}
