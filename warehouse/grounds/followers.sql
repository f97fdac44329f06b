-- What platforms said of the accounts' own followers.
SELECT
    account_id, observed_at, as_of, followers_total
FROM account_metrics FINAL
WHERE followers_total IS NOT NULL
