-- Up to when silences and figures were judged, and when gathering began; NULL where neither happened.
SELECT
    (SELECT max(toNullable(evaluated_at)) FROM alert_evaluations FINAL WHERE rule_group = 'fortnight') AS evaluated_at,
    (SELECT max(toNullable(evaluated_at)) FROM alert_evaluations FINAL WHERE rule_group = 'figures') AS figures_at,
    (SELECT min(toNullable(finished_at)) FROM crawls) AS first_visit_at
