-- BCI, the index of Weibo accounts: (0.20·W1 + 0.80·W2) × 160, of totals over the period, so that a month's is not
-- comparable with a week's. The seven-variable version splits originals from reposts; its split was never read at its source.

CREATE OR REPLACE VIEW v_bci
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    period LowCardinality(String) COMMENT '周期代码：week 周、month 月',
    period_start Date COMMENT '开始的北京日',
    period_end Date COMMENT '结束的北京日的次日（不含）',
    days UInt16 COMMENT '天数 d',
    state LowCardinality(String) COMMENT 'known 可算、pending 有作品还未满 7 天、unknown 周期后 7 天内没有采集成功、not_listed 不是整个周期都在台账',
    posts UInt64 COMMENT '作品数 n（未删除）',
    version LowCardinality(String) COMMENT '公式的版本编号；不同版本不可放在一起比较',
    confirmed Bool COMMENT '公式已在出处读到，或由公布的数字验证；否的只供内部参考，不以原名公布',
    bci Nullable(Float64) COMMENT '指数；缺输入为空，没有作品为 0',
    activity Nullable(Float64) COMMENT '活跃度 W1',
    spreading Nullable(Float64) COMMENT '传播度 W2',
    missing Array(String) COMMENT '缺了哪些输入'
)
AS
SELECT
    i.account_id AS account_id,
    i.account_name AS account_name,
    i.platform AS platform,
    i.level AS level,
    i.level_name AS level_name,
    i.city_name AS city_name,
    i.county_name AS county_name,
    i.kind AS kind,
    i.period AS period,
    i.period_start AS period_start,
    i.period_end AS period_end,
    i.days AS days,
    i.state AS state,
    i.posts AS posts,
    version,
    version = 'bci-simple-2024' AS confirmed,
    if(i.state != 'known', NULL, (0.20 * activity + 0.80 * spreading) * 160) AS bci,
    if(
        version = 'bci-simple-2024',
        log(i.posts + 1),
        0.30 * log(i.posts + 1) + 0.70 * log(i.original_posts + 1)
    ) AS activity,
    if(
        version = 'bci-simple-2024',
        0.40 * log(i.totals['shares'] + 1) + 0.40 * log(i.totals['comments'] + 1) + 0.20 * log(i.totals['likes'] + 1),
        0.20 * log(i.totals['shares'] + 1)
            + 0.20 * log(i.totals['comments'] + 1)
            + 0.25 * log(i.original_totals['shares'] + 1)
            + 0.25 * log(i.original_totals['comments'] + 1)
            + 0.10 * log(i.totals['likes'] + 1)
    ) AS spreading,
    arrayFilter(name -> i.totals[name] IS NULL, ['shares', 'comments', 'likes']) AS missing
FROM
(
    SELECT
        *,
        arrayJoin(['bci-simple-2024', 'bci-full']) AS version
    FROM v_index_inputs
    WHERE platform = 'weibo'
) AS i
ORDER BY period, period_start DESC, version, bci DESC
COMMENT '微博传播指数 BCI：各版本及其活跃度、传播度';
