-- Alert episodes, open and past, the newest first.
SELECT
    episode_id, open, severity, rule_group, rule, subject_kind, subject, subject_name, platform, level,
    city_code, city_name, county_code, county_name, sentence, opened_at, changed_at, closed_at, closed_as,
    days_left, acknowledged_by
FROM v_alerts
WHERE toDate(opened_at, 'Asia/Shanghai') BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (opened_at, episode_id) < ({after_opened_at:DateTime64(3)}, {after_episode_id:String})
    )
    AND ({state:String} = '' OR open = ({state:String} = 'open'))
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR county_code = {county:String})
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
ORDER BY opened_at DESC, episode_id DESC
LIMIT {limit:UInt32}
