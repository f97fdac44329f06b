-- Other channels by level and month or week, summed over the regions of a level; posts of the level's accounts beside them, in
-- no sum. The rates are ratios of sums: delivered to sent, and amount to the people of the regions that took part and are known.

CREATE OR REPLACE VIEW v_channel_by_level
(
    period LowCardinality(String) COMMENT '周期：month 月、week 周',
    period_start Date COMMENT '周期的第一天（北京日）',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    channel LowCardinality(String) COMMENT '渠道代码',
    channel_name LowCardinality(String) COMMENT '渠道',
    basis_name LowCardinality(String) COMMENT '数量的单位；会商为空',
    regions UInt64 COMMENT '做了的区划数',
    records UInt64 COMMENT '次数',
    records_unknown UInt64 COMMENT '其中没有填数量的；会商为 0',
    amount Nullable(UInt64) COMMENT '填了数量的之和；一次都没有填为空',
    addressed Nullable(UInt64) COMMENT '短信：有回执的各批的发送条数之和，送达率的分母',
    delivered_rate Nullable(Float64) COMMENT '短信送达率：送达 ÷ 发送，只算有回执的各批；其他渠道为空',
    population Nullable(UInt64) COMMENT '做了、填了数量且人口已知的区划的常住人口之和',
    amount_per_thousand Nullable(Float64) COMMENT '每千人数量：1000 × 这些区划的数量 ÷ 它们的常住人口',
    posts UInt64 COMMENT '同期本级账号发布的作品数（未删除），不计入数量'
)
AS
SELECT
    c.period AS period,
    c.period_start AS period_start,
    c.level AS level,
    c.level_name AS level_name,
    c.level_order AS level_order,
    c.channel AS channel,
    c.channel_name AS channel_name,
    c.basis_name AS basis_name,
    c.regions AS regions,
    c.records AS records,
    c.records_unknown AS records_unknown,
    c.amount AS amount,
    c.addressed AS addressed,
    c.delivered / nullIf(c.addressed, 0) AS delivered_rate,
    nullIf(c.people, 0) AS population,
    1000 * c.amount_of_people / nullIf(c.people, 0) AS amount_per_thousand,
    p.posts AS posts
FROM
(
    SELECT
        period,
        period_start,
        level,
        channel,
        any(level_name) AS level_name,
        any(level_order) AS level_order,
        any(channel_name) AS channel_name,
        any(basis_name) AS basis_name,
        count() AS regions,
        sum(b.records) AS records,
        sum(b.records_unknown) AS records_unknown,
        sum(b.amount) AS amount,
        sum(b.addressed) AS addressed,
        sumIf(b.amount, b.addressed IS NOT NULL) AS delivered,
        sumIf(ifNull(b.population, 0), b.amount IS NOT NULL) AS people,
        sumIf(ifNull(b.amount, 0), b.population > 0) AS amount_of_people
    FROM v_channel_by_region AS b
    GROUP BY period, period_start, level, channel
) AS c
LEFT ANY JOIN
(
    SELECT
        cut.1 AS period,
        cut.2 AS period_start,
        b.level AS level,
        count() AS posts
    FROM v_post_metrics AS m
    INNER JOIN (SELECT account_id, level FROM v_accounts) AS b ON b.account_id = m.account_id
    ARRAY JOIN [('month', toStartOfMonth(m.published_day)), ('week', m.published_week)] AS cut
    WHERE NOT m.deleted
    GROUP BY period, period_start, level
) AS p ON p.period = c.period AND p.period_start = c.period_start AND p.level = c.level
ORDER BY period, period_start, level_order, channel
COMMENT '其他渠道：各级每月、每周做了多少；旁边是同期作品数，不相加'
