-- The accounts whose records are not to be loaded.
SELECT account_id
FROM forgotten_accounts FINAL
WHERE NOT withdrawn
