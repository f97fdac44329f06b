-- Accounts that are or were on the roster, with whether they still publish.
SELECT
    a.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.region_code AS region_code,
    a.region_name AS region_name,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_code AS county_code,
    a.county_name AS county_name,
    a.kind AS kind,
    a.department AS department,
    a.unit AS unit,
    a.on_roster AS on_roster,
    if(s.account_id = '', 'off_roster', s.state) AS state,
    s.silent_days AS silent_days,
    s.last_update_at AS last_update_at
FROM v_accounts AS a
LEFT ANY JOIN v_account_state AS s ON s.account_id = a.account_id
WHERE ({resumed:Bool} = false OR account_id > {after_account_id:String})
    AND ({department:String} = '' OR department = {department:String})
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR county_code = {county:String})
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
    AND ({state:String} = '' OR state = {state:String})
ORDER BY account_id
LIMIT {limit:UInt32}
