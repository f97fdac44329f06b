-- Other channels by region and month or week, with the posts of the region's own accounts beside them, which are in no sum. A
-- record belongs to the period of its first day and to the region that made it, not to those above or below.

CREATE OR REPLACE VIEW v_channel_by_region
(
    period LowCardinality(String) COMMENT '周期：month 月、week 周',
    period_start Date COMMENT '周期的第一天（北京日）',
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    channel LowCardinality(String) COMMENT '渠道代码',
    channel_name LowCardinality(String) COMMENT '渠道',
    basis_name LowCardinality(String) COMMENT '数量的单位；会商为空',
    records UInt64 COMMENT '次数：批、场、单位日、排播、会',
    records_unknown UInt64 COMMENT '其中没有填数量的；会商为 0',
    amount Nullable(UInt64) COMMENT '填了数量的之和；一次都没有填为空',
    addressed Nullable(UInt64) COMMENT '短信：有回执的各批的发送条数之和，送达率的分母',
    delivered_rate Nullable(Float64) COMMENT '短信送达率：送达 ÷ 发送，只算有回执的各批；其他渠道为空',
    population Nullable(UInt32) COMMENT '常住人口（2020 年普查）；空为未知',
    amount_per_thousand Nullable(Float64) COMMENT '每千人数量：1000 × 数量 ÷ 常住人口；人口未知为空',
    posts Nullable(UInt64) COMMENT '同期本区划自己的账号发布的作品数（未删除），不计入数量；没有账号为空'
)
AS
SELECT
    c.period AS period,
    c.period_start AS period_start,
    c.region_code AS region_code,
    c.region_name AS region_name,
    c.level AS level,
    c.level_name AS level_name,
    c.level_order AS level_order,
    c.city_code AS city_code,
    c.city_name AS city_name,
    c.channel AS channel,
    c.channel_name AS channel_name,
    c.basis_name AS basis_name,
    c.records AS records,
    if(c.channel = 'meeting', 0, c.records - c.known) AS records_unknown,
    if(c.known = 0, NULL, c.amounts) AS amount,
    if(c.channel = 'sms' AND c.known > 0, c.sent, NULL) AS addressed,
    c.amounts / nullIf(addressed, 0) AS delivered_rate,
    r.population AS population,
    1000 * amount / nullIf(r.population, 0) AS amount_per_thousand,
    if(c.region_code IN (SELECT region_code FROM v_accounts), p.posts, NULL) AS posts
FROM
(
    SELECT
        cut.1 AS period,
        cut.2 AS period_start,
        region_code,
        channel,
        any(a.region_name) AS region_name,
        any(a.level) AS level,
        any(a.level_name) AS level_name,
        any(a.level_order) AS level_order,
        any(a.city_code) AS city_code,
        any(a.city_name) AS city_name,
        any(a.channel_name) AS channel_name,
        any(a.basis_name) AS basis_name,
        count() AS records,
        countIf(a.amount IS NOT NULL) AS known,
        sum(ifNull(a.amount, 0)) AS amounts,
        sumIf(ifNull(a.addressed, 0), a.amount IS NOT NULL) AS sent
    FROM v_channel_activities AS a
    ARRAY JOIN [('month', toStartOfMonth(a.first_day)), ('week', toMonday(a.first_day))] AS cut
    GROUP BY period, period_start, region_code, channel
) AS c
LEFT ANY JOIN (SELECT region_code, population FROM regions FINAL) AS r ON r.region_code = c.region_code
LEFT ANY JOIN
(
    SELECT
        cut.1 AS period,
        cut.2 AS period_start,
        b.region_code AS region_code,
        count() AS posts
    FROM v_post_metrics AS m
    INNER JOIN (SELECT account_id, region_code FROM v_accounts) AS b ON b.account_id = m.account_id
    ARRAY JOIN [('month', toStartOfMonth(m.published_day)), ('week', m.published_week)] AS cut
    -- A month or week of the first record may begin up to thirty days before it.
    WHERE NOT m.deleted AND m.published_day >= (SELECT minOrNull(first_day) - 31 FROM v_channel_activities)
    GROUP BY period, period_start, region_code
) AS p ON p.period = c.period AND p.period_start = c.period_start AND p.region_code = c.region_code
COMMENT '其他渠道：各区划每月、每周做了多少；旁边是同期作品数，不相加'
