-- WCI, the index of WeChat accounts, in its versions; ids, formulas and check values: docs/measures.md, "Indices".
-- All versions are one form: (w_O·O + w_A·A + w_H·H + w_P·P)² × factor, where each force is
-- f = w_r·ln(reads+1) + w_z·ln(10·looks+1) + w_l·ln(10·likes+1) + w_s·ln(10·shares+1) of the period (O: per day, in
-- version 11 the whole), of the average article (A), of the headlines per day (H) and of the highest single values (P).
-- What a version does not weigh, it does not need; what it needs and nobody knows makes it empty, never 0.
-- Reads are times. Where only readers (persons) are told, a second row stands on them: the same arithmetic under our own
-- basis, not comparable with published lists.

CREATE OR REPLACE VIEW v_wci
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
    basis LowCardinality(String) COMMENT '阅读用什么：views 阅读次数（公式原意）、readers 阅读人数（本系统口径，不可与公布的榜单比较）',
    wci Nullable(Float64) COMMENT '指数；缺输入为空，没有作品为 0',
    overall Nullable(Float64) COMMENT '整体传播力 O',
    average Nullable(Float64) COMMENT '篇均传播力 A',
    headline Nullable(Float64) COMMENT '头条传播力 H；该版本不用则为空',
    peak Nullable(Float64) COMMENT '峰值传播力 P',
    missing Array(String) COMMENT '缺了哪些输入'
)
AS
WITH
    (r, z, l, s) ->
        v.of.1 * log(r + 1)
        + if(v.of.2 = 0, 0, v.of.2 * log(10 * z + 1))
        + if(v.of.3 = 0, 0, v.of.3 * log(10 * l + 1))
        + if(v.of.4 = 0, 0, v.of.4 * log(10 * s + 1)) AS force,
    if(v.daily, i.days, 1) AS span,
    greatest(i.posts, 1) AS articles,
    if(v.reads = 'views', i.whole.1, i.whole.2) AS whole_reads,
    arrayFilter(
        (name, weight, total) -> weight > 0 AND total IS NULL,
        [v.reads, 'looks', 'likes', 'shares'],
        [v.of.1, v.of.2, v.of.3, v.of.4],
        [whole_reads, i.whole.3, i.whole.4, i.whole.5]
    ) AS missing_totals
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
    v.version AS version,
    v.confirmed AS confirmed,
    v.reads AS basis,
    if(
        i.state != 'known',
        NULL,
        pow(
            v.forces.1 * overall + v.forces.2 * average + if(v.forces.3 = 0, 0, v.forces.3 * headline) + v.forces.4 * peak,
            2
        ) * v.factor
    ) AS wci,
    force(
        if(v.reads = 'views', i.whole.1, i.whole.2) / span, i.whole.3 / span, i.whole.4 / span, i.whole.5 / span
    ) AS overall,
    force(
        if(v.reads = 'views', i.whole.1, i.whole.2) / articles,
        i.whole.3 / articles,
        i.whole.4 / articles,
        i.whole.5 / articles
    ) AS average,
    if(
        v.forces.3 = 0,
        NULL,
        force(
            if(v.reads = 'views', i.headlines.1, i.headlines.2) / i.days,
            i.headlines.3 / i.days,
            i.headlines.4 / i.days,
            i.headlines.5 / i.days
        )
    ) AS headline,
    force(if(v.reads = 'views', i.highest.1, i.highest.2), i.highest.3, i.highest.4, i.highest.5) AS peak,
    arrayConcat(
        missing_totals,
        if(v.forces.3 > 0 AND empty(missing_totals) AND if(v.reads = 'views', i.headlines.1, i.headlines.2) IS NULL, ['position'], [])
    ) AS missing
FROM
(
    -- Looked up once and not for each version: views, readers, looks, likes, shares.
    SELECT
        *,
        (totals['views'], totals['readers'], totals['looks'], totals['likes'], totals['shares']) AS whole,
        (headline_totals['views'], headline_totals['readers'], headline_totals['looks'], headline_totals['likes'], headline_totals['shares']) AS headlines,
        (peaks['views'], peaks['readers'], peaks['looks'], peaks['likes'], peaks['shares']) AS highest
    FROM v_index_inputs
    WHERE platform = 'wechat'
) AS i
CROSS JOIN
(
    SELECT
        *,
        arrayJoin(['views', 'readers']) AS reads
    FROM values(
        'version String, confirmed Bool, of Tuple(Float64, Float64, Float64, Float64),
        forces Tuple(Float64, Float64, Float64, Float64), factor Float64, daily Bool',
        ('wci-14.2-s4', true, (0.70, 0.09, 0.06, 0.15), (0.6, 0.2, 0.1, 0.1), 12, true),
        ('wci-14.2-s3', true, (0.85, 0.09, 0.06, 0), (0.6, 0.2, 0.1, 0.1), 12, true),
        ('wci-nohead-2024', true, (0.85, 0, 0.15, 0), (0.42, 0.42, 0, 0.16), 10, true),
        ('wci-13', false, (0.85, 0.15, 0, 0), (0.3, 0.3, 0.3, 0.1), 10, true),
        ('wci-12', true, (0.8, 0.2, 0, 0), (0.40, 0.45, 0, 0.15), 10, true),
        ('wci-11', true, (0.8, 0.2, 0, 0), (0.40, 0.45, 0, 0.15), 10, false)
    )
) AS v
ORDER BY period, period_start DESC, version, basis, wci DESC
COMMENT '微信传播指数 WCI：各版本及其各项传播力';
