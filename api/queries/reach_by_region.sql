-- Reach at seven days of each region's own accounts, by platform.
SELECT
    region_code, region_name, city_code, city_name, level, platform, basis, accounts, posts, mature_posts,
    young_posts, missing_posts, reach, reach_median, population, reach_per_1000
FROM v_reach_by_region
WHERE age = '7d'
    AND (
        {resumed:Bool} = false
        OR (region_code, platform) > ({after_region_code:String}, {after_platform:String})
    )
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR region_code = {county:String} AND level = 'county')
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
ORDER BY region_code, platform
LIMIT {limit:UInt32}
