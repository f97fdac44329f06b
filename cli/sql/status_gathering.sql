-- How many accounts are gathered, the last visit, and how many accounts were reached or missed within 24 hours.
SELECT
    (SELECT countIf(gathered) FROM v_accounts WHERE status = 'active') AS accounts_gathered,
    max(finished_at) AS last_finished_at,
    uniqIf(account_id, outcome IN ('ok', 'partial') AND finished_at > now64(3) - INTERVAL 24 HOUR) AS accounts_ok,
    uniqIf(account_id, finished_at > now64(3) - INTERVAL 24 HOUR) - accounts_ok AS accounts_failed
FROM crawls FINAL
