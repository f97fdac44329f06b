-- What became of each warning in each county it is for, the newest warning first. `not_reached` is what
-- v_warnings calls so: the three states in which a county was warned too late or never.
SELECT
    warning_id, title, risk, issued_at, issued_day, expires_at, region_code, county_name, city_code, city_name,
    population, accounts_asked, state, first_at, lag_hours, city_state, seen_until, account_name, post_id, url
FROM v_warning_counties
WHERE issued_day BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (issued_at, warning_id, region_code)
            < ({after_issued_at:DateTime64(3)}, {after_warning_id:String}, {after_region_code:String})
    )
    AND ({warning:String} = '' OR warning_id = {warning:String})
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR region_code = {county:String})
    AND (
        {state:String} = ''
        OR state = {state:String}
        OR {state:String} = 'not_reached' AND state IN ('late', 'missing', 'silent')
    )
ORDER BY issued_at DESC, warning_id DESC, region_code DESC
LIMIT {limit:UInt32}
