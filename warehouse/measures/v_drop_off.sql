-- The drop-off from province to city to county in its four voices, in one shape: what of a value a level keeps of the level
-- above. Output and adoption over all platforms and by platform, reach and carried reach within one platform only.
-- Each voice has a view of its own with its parts and limits: v_output_drop_off, v_reach_drop_off,
-- v_adoption_drop_off, v_carried_reach; all four by campaign, over its own days and accounts, v_campaign_drop_off. The counties' states stand in every county row, so that a rate is never read
-- without them: blank (no account), silent (停更), unknown (our gathering failed).

CREATE OR REPLACE VIEW v_drop_off
(
    voice LowCardinality(String) COMMENT '哪种说法：output 发布、reach 触达、adoption 转载、carried_reach 转载带来的触达',
    voice_name LowCardinality(String) COMMENT '哪种说法（中文）',
    voice_order UInt8 COMMENT '四种说法的顺序',
    value_name LowCardinality(String) COMMENT '数值是什么、用什么单位',
    dimension LowCardinality(String) COMMENT '按什么分：all 合计、platform 平台、topic 主题、audience 受众、department 部门、campaign 活动',
    dimension_name LowCardinality(String) COMMENT '按什么分（中文）',
    key LowCardinality(String) COMMENT '该分类的代码；合计为空',
    key_name LowCardinality(String) COMMENT '该分类的名称；合计为“全部”',
    platform LowCardinality(String) COMMENT '触达所在的平台；发布与转载为空',
    platform_name LowCardinality(String) COMMENT '触达所在的平台名称；发布与转载为空',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    numerator Nullable(Float64) COMMENT '分子：作品数、触达、转载次数、转载带来的触达',
    denominator Float64 COMMENT '分母：账号周、账号、采集完整的应转载次数',
    unknown UInt64 COMMENT '不在分母里、因采集不完整而不知道的（账号周、应转载次数）；触达为缺数字的作品数',
    value Nullable(Float64) COMMENT '数值：分子 ÷ 分母；分母为零时为空',
    retention Nullable(Float64) COMMENT '层级留存率：本级 ÷ 上一级，可大于 1；最高一级为空',
    retention_low Nullable(Float64) COMMENT '层级留存率的 95% 下限；触达没有',
    retention_high Nullable(Float64) COMMENT '层级留存率的 95% 上限；触达没有',
    drop_off Nullable(Float64) COMMENT '层级衰减率：1 − 层级留存率',
    counties_blank Nullable(UInt64) COMMENT '空白县数（没有账号）；只在县级',
    counties_silent Nullable(UInt64) COMMENT '停更县数；只在县级',
    counties_unknown Nullable(UInt64) COMMENT '未知县数（采集不到）；只在县级'
)
AS
SELECT
    s.voice AS voice,
    transform(s.voice, ['output', 'reach', 'adoption', 'carried_reach'], ['发布', '触达', '转载', '转载触达'], '') AS voice_name,
    toUInt8(indexOf(['output', 'reach', 'adoption', 'carried_reach'], s.voice) - 1) AS voice_order,
    transform(
        s.voice,
        ['output', 'reach', 'adoption', 'carried_reach'],
        ['每账号每周作品数', '每账号 7 天触达', '72 小时采用率', '每次应转载带来的 7 天触达'],
        ''
    ) AS value_name,
    s.dimension AS dimension,
    s.dimension_name AS dimension_name,
    s.key AS key,
    s.key_name AS key_name,
    s.platform AS platform,
    s.platform_name AS platform_name,
    s.level AS level,
    s.level_name AS level_name,
    s.level_order AS level_order,
    s.numerator AS numerator,
    s.denominator AS denominator,
    s.unknown AS unknown,
    s.numerator / nullIf(s.denominator, 0) AS value,
    s.retention AS retention,
    s.retention_low AS retention_low,
    s.retention_high AS retention_high,
    1 - s.retention AS drop_off,
    c.blank AS counties_blank,
    c.silent AS counties_silent,
    c.unknown AS counties_unknown
FROM
(
    SELECT
        'output' AS voice, dimension, dimension_name, key, key_name, '' AS platform, '' AS platform_name,
        level, level_name, level_order,
        toNullable(toFloat64(posts)) AS numerator, toFloat64(account_weeks) AS denominator,
        unknown_account_weeks AS unknown, retention, retention_low, retention_high
    FROM v_output_drop_off
    UNION ALL
    SELECT
        'reach' AS voice, dimension, dimension_name, key, key_name, platform, platform_name,
        level, level_name, level_order,
        toFloat64(reach) AS numerator, toFloat64(accounts) AS denominator,
        missing_posts AS unknown, retention, NULL AS retention_low, NULL AS retention_high
    FROM v_reach_drop_off
    UNION ALL
    SELECT
        'adoption' AS voice, dimension, dimension_name, key, key_name, '' AS platform, '' AS platform_name,
        level, level_name, level_order,
        toNullable(toFloat64(adopters)) AS numerator, toFloat64(eligible) AS denominator,
        unknown, retention, retention_low, retention_high
    FROM v_adoption_drop_off
    UNION ALL
    SELECT
        'carried_reach' AS voice, dimension, dimension_name, key, key_name, platform, platform_name,
        level, level_name, level_order,
        toFloat64(carried_reach) AS numerator, toFloat64(eligible) AS denominator,
        targets - eligible AS unknown, retention, NULL AS retention_low, NULL AS retention_high
    FROM v_carried_reach
    UNION ALL
    SELECT
        voice, 'campaign' AS dimension, '活动' AS dimension_name, campaign_id AS key, campaign_name AS key_name, platform,
        platform_name, level, level_name, level_order, numerator, denominator, unknown, retention, retention_low,
        retention_high
    FROM v_campaign_drop_off
) AS s
LEFT ANY JOIN
(
    SELECT
        'county' AS level,
        toNullable(countIf(state = 'blank')) AS blank,
        toNullable(countIf(state = 'stalled')) AS silent,
        toNullable(countIf(state = 'unknown')) AS unknown
    FROM v_county_state
) AS c ON c.level = s.level
ORDER BY voice_order, dimension, key, platform, level_order
COMMENT '省、市、县逐级衰减的四种说法：发布、触达、转载、转载触达'
