-- The rows of visit_days of the accounts {account_ids} from the Beijing day {since} to {until}, both included. `version` as in
-- post_metrics.sql.
INSERT INTO visit_days
(
    account_id, day, first_success_at, last_success_at, last_started_at, last_error_kind, last_error, visits, version
)
SELECT
    account_id,
    toDate(started_at, 'Asia/Shanghai') AS day,
    minIf(toNullable(finished_at), outcome IN ('ok', 'partial')) AS first_success_at,
    maxIf(toNullable(finished_at), outcome IN ('ok', 'partial')) AS last_success_at,
    max(started_at) AS last_started_at,
    argMax(error_kind, started_at) AS last_error_kind,
    argMax(error, started_at) AS last_error,
    countIf(outcome IN ('ok', 'partial')) AS visits,
    sum(offset + 1) AS version
FROM crawls FINAL
WHERE account_id IN {account_ids:Array(String)}
    AND started_at >= toDateTime64({since:Date}, 3, 'Asia/Shanghai')
    AND started_at < toDateTime64({until:Date} + 1, 3, 'Asia/Shanghai')
GROUP BY account_id, day
SETTINGS max_partitions_per_insert_block = 0
