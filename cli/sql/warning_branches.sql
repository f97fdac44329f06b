-- One warning by city.
SELECT
    city_name AS `市`,
    city_state_name AS `市级`,
    round(city_lag_hours, 1) AS `省到市（小时）`,
    round(hop_median_hours, 1) AS `市到县（小时）`,
    slowest_county AS `最慢的县`,
    length(counties_carried) AS `按时`,
    length(counties_late) AS `逾期`,
    length(counties_missing) AS `未转载`,
    length(counties_silent) AS `静默`,
    length(counties_unknown) AS `未知`,
    length(counties_blank) AS `空白`,
    broken_name AS `断在`
FROM v_warning_branches
WHERE warning_id = {warning_id:String}
ORDER BY city_code = '', city_code
