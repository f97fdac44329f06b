-- Reach at seven days by level and platform, the province first.
SELECT
    level, level_order, platform, platform_name, basis, accounts, posts, mature_posts, young_posts,
    missing_posts, reach_7d, reach_7d_median, reach_7d_per_account
FROM v_reach_by_level
WHERE (
        {resumed:Bool} = false
        OR (level_order, platform) > ({after_level_order:UInt8}, {after_platform:String})
    )
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
ORDER BY level_order, platform
LIMIT {limit:UInt32}
