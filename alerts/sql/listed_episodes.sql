-- Open and past episodes, the newest first.
SELECT
    episode_id, rule_group, subject, subject_kind, rule, severity, opened_at, changed_at, closed_at,
    closed_as, reached_veto, sentence, evidence, version
FROM alert_episodes FINAL
ORDER BY opened_at DESC, subject
LIMIT {limit:UInt32}
