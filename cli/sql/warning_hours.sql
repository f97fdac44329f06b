-- One warning after 2, 6 and 24 hours.
SELECT
    hours AS `小时`,
    counties AS `针对的县`,
    counties_known AS `结果已知`,
    counties_covered AS `已到`,
    round(100 * county_share) AS `到县 %`,
    round(100 * population_share) AS `到人口 %`,
    round(100 * population_share_of_all) AS `占全部人口 %`
FROM v_warning_hours
WHERE warning_id = {warning_id:String}
ORDER BY hours
