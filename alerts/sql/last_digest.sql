-- When the last digest was due; NULL before the first one.
SELECT max(toNullable(evaluated_at)) AS digest_at
FROM alert_evaluations FINAL
WHERE rule_group = 'digest'
