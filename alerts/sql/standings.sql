-- Who acknowledged an episode last, and until when its messages are held back: the latest word counts.
SELECT
    episode_id,
    argMaxIf(done_by, at, kind = 'acknowledged') AS acknowledged_by,
    maxIf(toNullable(at), kind = 'acknowledged') AS acknowledged_at,
    argMaxIf(until, at, kind = 'snoozed') AS snoozed_until
FROM alert_history FINAL
WHERE kind IN ('acknowledged', 'snoozed')
GROUP BY episode_id
