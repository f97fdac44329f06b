-- The open episodes, the gravest first.
SELECT
    episode_id, rule_group, subject, subject_kind, rule, severity, opened_at, changed_at, closed_at,
    closed_as, reached_veto, sentence, evidence, version
FROM alert_episodes FINAL
WHERE closed_at IS NULL
ORDER BY transform(severity, ['否决', '催办', '预警', '核查', '提示', '建议', '技术'], [0, 1, 2, 3, 4, 5, 6], 9), opened_at, subject
