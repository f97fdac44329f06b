-- The accounts whose silence can be judged: gathered and neither closed nor being deregistered.
SELECT
    account_id,
    account_name AS name,
    platform,
    platform_name,
    kind,
    level,
    region_code,
    county_code,
    county_name,
    unit,
    roster_from,
    roster_to
FROM v_accounts
WHERE gathered AND status = 'active'
ORDER BY account_id
