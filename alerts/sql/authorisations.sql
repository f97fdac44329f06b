-- How each account's authorisation stands now.
SELECT
    account_id,
    account_name AS name,
    platform_name,
    state,
    person_by,
    ifNull(days_left, 0) AS days_left
FROM v_authorisations
ORDER BY account_id
