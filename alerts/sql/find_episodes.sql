-- The episode of an id; else the open ones about a subject.
SELECT
    episode_id, rule_group, subject, subject_kind, rule, severity, opened_at, changed_at, closed_at,
    closed_as, reached_veto, sentence, evidence, version
FROM alert_episodes FINAL
WHERE episode_id = {name:String} OR (subject = {name:String} AND closed_at IS NULL)
ORDER BY opened_at
