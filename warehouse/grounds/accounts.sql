-- The accounts that a figure counts, as the roster has them now.
SELECT
    account_id, account_name, platform, level, region_code, city_code, county_code, kind, department, unit,
    status, gathered, CAST(on_roster, 'Bool') AS on_roster, roster_from, roster_to
FROM v_accounts
