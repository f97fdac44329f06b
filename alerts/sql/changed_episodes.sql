-- What opened, escalated or closed after an instant, in that order.
SELECT
    episode_id, rule_group, subject, subject_kind, rule, severity, opened_at, changed_at, closed_at,
    closed_as, reached_veto, sentence, evidence, version
FROM alert_episodes FINAL
WHERE changed_at > {since:DateTime64(3, 'UTC')}
ORDER BY changed_at, subject
