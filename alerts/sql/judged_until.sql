-- Up to when silences were judged, and when gathering began; NULL where neither happened.
SELECT
    (SELECT max(toNullable(evaluated_at)) FROM alert_evaluations FINAL WHERE rule_group = 'fortnight') AS evaluated_at,
    (SELECT min(toNullable(finished_at)) FROM crawls) AS first_visit_at
