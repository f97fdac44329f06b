-- Whether the running hub gathers an account by itself.
SELECT gathered
FROM v_accounts
WHERE account_id = {account_id:String}
