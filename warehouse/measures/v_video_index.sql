-- Indices of video accounts: VCI on every video platform (the default: its formula was read and it needs no followers),
-- DCI on Douyin (never read at its source), BVCI on Bilibili. Totals over the period, in BVCI plays and comments per day.
-- New followers below zero count as zero.

CREATE OR REPLACE VIEW v_video_index
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
    value Nullable(Float64) COMMENT '指数；缺输入为空，没有作品为 0',
    publishing Nullable(Float64) COMMENT '发布',
    interaction Nullable(Float64) COMMENT '互动（BVCI 含播放）',
    coverage Nullable(Float64) COMMENT '覆盖：粉丝；VCI 不用则为空',
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
    version != 'dci-1.0' AS confirmed,
    if(
        i.state != 'known',
        NULL,
        multiIf(
            i.posts = 0, 0,
            version = 'vci-2024', (0.20 * publishing + 0.80 * interaction) * 160,
            version = 'dci-1.0', (0.10 * publishing + 0.76 * interaction + 0.14 * coverage) * 100,
            (publishing + interaction + coverage) * 100
        )
    ) AS value,
    multiIf(version = 'bvci-2.0', 0.15 * log(i.posts + 1), log(i.posts + 1)) AS publishing,
    multiIf(
        version = 'vci-2024',
        0.40 * log(i.totals['shares'] + 1) + 0.40 * log(i.totals['comments'] + 1) + 0.20 * log(i.totals['likes'] + 1),
        version = 'dci-1.0',
        0.17 * log(i.totals['likes'] + 1) + 0.37 * log(i.totals['comments'] + 1) + 0.46 * log(i.totals['shares'] + 1),
        0.25 * log(i.totals['views'] / i.days + 1) + 0.30 * log(i.totals['comments'] / i.days + 1)
    ) AS interaction,
    multiIf(
        version = 'vci-2024', NULL,
        version = 'dci-1.0', 0.11 * log(i.followers_new + 1) + 0.89 * log(i.followers + 1),
        0.18 * log(i.followers + 1) + 0.12 * log(i.followers_new + 1)
    ) AS coverage,
    arrayConcat(
        arrayFilter(
            name -> i.totals[name] IS NULL,
            if(version = 'bvci-2.0', ['views', 'comments'], ['likes', 'comments', 'shares'])
        ),
        if(version != 'vci-2024' AND i.followers_new IS NULL, ['followers'], [])
    ) AS missing
FROM
(
    SELECT
        *,
        arrayJoin(arrayConcat(
            ['vci-2024'],
            if(platform = 'douyin', ['dci-1.0'], []),
            if(platform = 'bilibili', ['bvci-2.0'], [])
        )) AS version
    FROM v_index_inputs
    WHERE platform IN ('douyin', 'kuaishou', 'channels', 'bilibili')
) AS i
ORDER BY period, period_start DESC, version, value DESC
COMMENT '短视频指数：VCI、DCI、BVCI 及其发布、互动、覆盖';
