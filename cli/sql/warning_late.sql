-- The counties that one warning did not reach before it expired.
SELECT
    city_name AS `市`,
    county_name AS `县`,
    state_name AS `结果`,
    first_at AS `到达`,
    round(lag_hours, 1) AS `时延（小时）`,
    population AS `人口`,
    url AS `地址`
FROM v_warning_counties
WHERE warning_id = {warning_id:String} AND state IN ('late', 'missing', 'silent') AND expires_at < now64(3)
ORDER BY city_code = '', city_code, region_code
