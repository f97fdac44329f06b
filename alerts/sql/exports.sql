-- By when each account that lives by export owes a sheet; accounts that do not (any more) have a day of 0 late.
SELECT
    a.account_id AS account_id,
    a.account_name AS name,
    a.platform_name AS platform_name,
    e.last_export_at AS last_export_at,
    toInt32(e.days_late) AS days_late
FROM v_accounts AS a
LEFT ANY JOIN v_export_due AS e ON e.account_id = a.account_id
ORDER BY account_id
