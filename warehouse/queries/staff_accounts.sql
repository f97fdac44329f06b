-- Where each account belongs now: the row of its latest period on the roster.
SELECT
    account_id,
    name,
    region_code,
    department,
    kind
FROM accounts FINAL
ORDER BY roster_from DESC
LIMIT 1 BY account_id
