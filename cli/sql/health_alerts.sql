-- Open alerts by severity.
SELECT
    severity,
    count() AS episodes
FROM alert_episodes FINAL
WHERE closed_at IS NULL
GROUP BY severity
ORDER BY severity
