-- The rows of account_visits of the accounts {account_ids}, from their rows of visit_days, which are made before. `version` as in
-- post_metrics.sql.
INSERT INTO account_visits
(
    account_id, starts, ends, first_success_at, last_success_at, last_error_kind, last_error, version
)
SELECT
    account_id,
    arrayFilter((day, before) -> day != before + 1, days, arraySlice(arrayPushFront(days, toDate(0)), 1, length(days))) AS starts,
    arrayFilter((day, after) -> day + 1 != after, days, arraySlice(arrayPushBack(days, toDate(0)), 2)) AS ends,
    first_at AS first_success_at,
    last_at AS last_success_at,
    kind AS last_error_kind,
    words AS last_error,
    total AS version
FROM
(
    SELECT
        account_id,
        arraySort(groupArrayIf(day, last_success_at IS NOT NULL)) AS days,
        min(first_success_at) AS first_at,
        max(last_success_at) AS last_at,
        argMax(last_error_kind, last_started_at) AS kind,
        argMax(last_error, last_started_at) AS words,
        sum(version) AS total
    FROM visit_days FINAL
    WHERE account_id IN {account_ids:Array(String)}
    GROUP BY account_id
)
SETTINGS max_partitions_per_insert_block = 0
