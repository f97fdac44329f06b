-- What happened to an episode, the oldest first.
SELECT episode_id, entry_id, at, kind, rule, severity, words, done_by, until
FROM alert_history FINAL
WHERE episode_id = {episode_id:String}
ORDER BY at, entry_id
