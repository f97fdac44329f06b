-- Counties with what their accounts amount to.
SELECT
    region_code, region_name, city_code, city_name, state, accounts, known_accounts, silent_days, last_update_at
FROM v_county_state
WHERE ({resumed:Bool} = false OR region_code > {after_region_code:String})
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({state:String} = '' OR state = {state:String})
ORDER BY region_code
LIMIT {limit:UInt32}
