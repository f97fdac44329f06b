-- One entered release by city: what its own accounts and its counties did.
SELECT
    city_name AS `市`,
    transform(
        city_state,
        ['carried', 'missing', 'waiting', 'unknown', 'not_asked'],
        ['已转载', '未转载', '未到截止', '未知', '未布置'],
        city_state
    ) AS `市级`,
    length(counties_carried) AS `已转载县`,
    counties_missing AS `未转载的县`,
    counties_waiting AS `未到截止的县`,
    counties_unknown AS `未知的县`,
    length(counties_blank) AS `空白县`,
    missing_branch AS `整枝缺失`
FROM v_assigned_branches
WHERE assigned_id = {assigned_id:String}
ORDER BY city_code = '', city_code
