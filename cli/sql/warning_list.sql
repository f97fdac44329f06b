-- The warnings people entered, the newest first.
SELECT
    warning_id AS `编号`,
    title AS `标题`,
    risk_name AS `等级`,
    issued_at AS `发出`,
    hours_name AS `何时`,
    expires_at AS `失效`,
    counties - counties_blank - counties_not_asked AS `有账号的县`,
    round(100 * county_share_2h) AS `2 小时 %`,
    round(100 * county_share_6h) AS `6 小时 %`,
    round(100 * county_share_24h) AS `24 小时 %`,
    length(not_reached) AS `失效前没到`
FROM v_warnings
ORDER BY issued_at DESC, warning_id
