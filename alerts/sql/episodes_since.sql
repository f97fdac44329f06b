-- The open episodes; those opened since an instant, whose day an opening may fall on again; those changed since.
SELECT
    episode_id, rule_group, subject, subject_kind, rule, severity, opened_at, changed_at, closed_at,
    closed_as, reached_veto, sentence, evidence, version
FROM alert_episodes FINAL
WHERE closed_at IS NULL
    OR opened_at >= {since:DateTime64(3, 'UTC')}
    OR changed_at >= {since:DateTime64(3, 'UTC')}
