-- Every week (Monday to Sunday) and month of the last 13 months that is over, with its bounds: what indices are computed for.
-- An index is final once its last post has had seven days to ripen.

CREATE OR REPLACE VIEW v_index_periods
(
    period LowCardinality(String) COMMENT '周期代码：week 周（周一至周日）、month 月',
    period_name LowCardinality(String) COMMENT '周期',
    period_start Date COMMENT '开始的北京日',
    period_end Date COMMENT '结束的北京日的次日（不含）',
    days UInt16 COMMENT '天数 d'
)
AS
SELECT
    period,
    if(period = 'week', '周', '月') AS period_name,
    period_start,
    if(period = 'week', period_start + 7, addMonths(period_start, 1)) AS period_end,
    toUInt16(period_end - period_start) AS days
FROM
(
    SELECT
        'week' AS period,
        arrayJoin(arrayMap(n -> toMonday(toDate(now64(3), 'Asia/Shanghai')) - 7 * n, range(1, 57))) AS period_start
    UNION ALL
    SELECT
        'month',
        arrayJoin(arrayMap(n -> addMonths(toStartOfMonth(toDate(now64(3), 'Asia/Shanghai')), -n), range(1, 14)))
)
ORDER BY period, period_start
COMMENT '计算指数的周期：近 13 个月内已结束的周与月';
