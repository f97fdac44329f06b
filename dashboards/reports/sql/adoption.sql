-- Adoption of the province's releases issued in some days, of which 72 hours were over at the cutoff, pooled by level, city or department
-- ({by}). Unknown targets are in no rate. The median lag is empty where fewer than half carried within 72 hours.
SELECT
    multiIf({by:String} = 'level', level, {by:String} = 'city', city_code, department) AS key,
    any(multiIf({by:String} = 'level', level_name, {by:String} = 'city', city_name, department_name)) AS name,
    any(level_order) AS level_order,
    uniqExact(release_id) AS releases,
    count() AS targets,
    countIf(NOT known) AS unknown,
    countIf(known) AS eligible,
    countIf(known AND lag_hours < 72) AS adopters,
    arraySort(groupArrayIf(assumeNotNull(lag_hours), known AND lag_hours < 72)) AS lags,
    if(adopters * 2 >= eligible AND eligible > 0, lags[toUInt64(ceil(eligible / 2))], NULL) AS median_lag_hours
FROM
(
    SELECT
        t.release_id AS release_id,
        t.known AS known,
        t.lag_hours AS lag_hours,
        s.level AS level,
        s.level_name AS level_name,
        s.level_order AS level_order,
        if(s.city_name = '', '省级', s.city_name) AS city_name,
        s.city_code AS city_code,
        s.department AS department,
        s.department_name AS department_name
    FROM v_release_targets AS t
    INNER JOIN scope AS s ON s.account_id = t.account_id
    WHERE t.origin_level = 'province'
        AND t.issued_at + INTERVAL 72 HOUR <= {cutoff:DateTime64(3, 'UTC')}
        AND toDate(t.issued_at, 'Asia/Shanghai') >= {releases_begin:Date}
        AND toDate(t.issued_at, 'Asia/Shanghai') < {releases_until:Date}
        AND ({by:String} != 'city' OR s.level != 'province')
        AND ({by:String} != 'department' OR s.department != '')
)
GROUP BY key
ORDER BY if({by:String} = 'level', level_order, 0), key = '', key
