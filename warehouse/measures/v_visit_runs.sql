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
    starts,
    ends
FROM account_visits FINAL
COMMENT '每个账号连续有成功采集的日子';
