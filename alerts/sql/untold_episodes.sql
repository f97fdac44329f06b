-- Episodes of which something may still have to be told: an open one at a stage nobody heard of, or the end of
-- one whose opening was told. An end nobody heard the opening of is no news.
SELECT
    episode_id, rule_group, subject, subject_kind, rule, severity, opened_at, changed_at, closed_at,
    reached_veto, sentence, evidence, notified_rule, version
FROM alert_episodes FINAL
WHERE (closed_at IS NULL AND notified_rule != rule)
    OR (closed_at IS NOT NULL AND notified_rule NOT IN ('', {told_end:String}))
ORDER BY
    closed_at IS NOT NULL,
    transform(severity, ['否决', '催办', '预警', '提示', '技术'], [0, 1, 2, 3, 4], 9),
    opened_at,
    subject
