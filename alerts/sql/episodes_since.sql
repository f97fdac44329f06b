-- The open episodes, and those opened since an instant, whose day an opening may fall on again.
SELECT
    episode_id, rule_group, subject, subject_kind, rule, severity, opened_at, changed_at, closed_at,
    reached_veto, sentence, evidence, notified_rule, version
FROM alert_episodes FINAL
WHERE closed_at IS NULL OR opened_at >= {since:DateTime64(3, 'UTC')}
