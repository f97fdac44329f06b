-- Who was to carry each release, and what became of it; the newest release first.
SELECT
    release_id, release_title, issued_at, account_id, account_name, platform, level, city_code, city_name,
    county_code, county_name, unit, state, adopted_at, lag_hours, post_id, url
FROM v_target_outcomes
WHERE issued_day BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (issued_at, release_id, account_id)
            < ({after_issued_at:DateTime64(3)}, {after_release_id:String}, {after_account_id:String})
    )
    AND ({release:String} = '' OR release_id = {release:String})
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR county_code = {county:String})
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
    AND ({state:String} = '' OR state = {state:String})
    AND (
        {topic:String} = '' AND {audience:String} = ''
        OR release_id IN (
            SELECT post_id FROM v_post_metrics
            WHERE ({topic:String} = '' OR has(topics, {topic:String}))
                AND ({audience:String} = '' OR has(audiences, {audience:String}))
        )
    )
ORDER BY issued_at DESC, release_id DESC, account_id DESC
LIMIT {limit:UInt32}
