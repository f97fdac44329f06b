-- Reach at seven days by week of publication, level and platform, the newest week first.
SELECT
    week, level, level_order, platform, basis, posts, mature_posts, young_posts, missing_posts, reach,
    reach_median
FROM v_reach_by_week
WHERE age = '7d'
    AND week <= {to_day:Date}
    AND addDays(toDate32(week), 6) >= {from_day:Date}
    AND (
        {resumed:Bool} = false
        OR (week, level_order, platform)
            < ({after_week:Date}, {after_level_order:UInt8}, {after_platform:String})
    )
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
ORDER BY week DESC, level_order DESC, platform DESC
LIMIT {limit:UInt32}
