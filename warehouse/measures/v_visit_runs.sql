-- On which Beijing days an account was visited with success: runs of days without a gap, each from `starts` to `ends`, in order.
-- The first day on or after a day d that was not visited is ends[i] + 1 of the first run i with ends[i] >= d, where it has begun by
-- d (starts[i] <= d); else d itself. So a release's 72 hours are looked up and not compared day by day.

CREATE OR REPLACE VIEW v_visit_runs
(
    account_id LowCardinality(String) COMMENT '账号编号',
    starts Array(Date) COMMENT '连续有成功采集的各段的第一天（北京日），由早到晚',
    ends Array(Date) COMMENT '各段的最后一天'
)
AS
SELECT
    account_id,
    arrayFilter((day, before) -> day != before + 1, days, arrayPushFront(arrayPopBack(days), toDate(0))) AS starts,
    arrayFilter((day, after) -> day + 1 != after, days, arrayPushBack(arrayPopFront(days), toDate(0))) AS ends
FROM
(
    SELECT
        account_id,
        arraySort(groupArray(day)) AS days
    FROM visit_days FINAL
    WHERE last_success_at IS NOT NULL
    GROUP BY account_id
    SETTINGS do_not_merge_across_partitions_select_final = 1
)
COMMENT '每个账号连续有成功采集的日子';
