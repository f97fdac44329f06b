-- What each region did by other ways than posts in each month, the newest month first; its posts stand beside it
-- and are in no sum.
SELECT
    period_start, region_code, region_name, city_code, city_name, level, channel, channel_name, basis_name,
    records, records_unknown, amount, addressed, delivered_rate, population, amount_per_thousand, posts
FROM v_channel_by_region
WHERE period = 'month'
    AND period_start <= {to_day:Date}
    AND toLastDayOfMonth(toDate32(period_start)) >= {from_day:Date}
    AND (
        {resumed:Bool} = false
        OR (period_start, region_code, channel)
            < ({after_period_start:Date}, {after_region_code:String}, {after_channel:String})
    )
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR region_code = {county:String} AND level = 'county')
    AND ({level:String} = '' OR level = {level:String})
    AND ({channel:String} = '' OR channel = {channel:String})
ORDER BY period_start DESC, region_code DESC, channel DESC
LIMIT {limit:UInt32}
