-- The names of all units that have accounts.
SELECT DISTINCT unit
FROM v_accounts
ORDER BY unit
