-- The year of fire prevention: when which topics are due, for last year, this one and the next. Fixed dates are the same every year
-- (winter's go over New Year); moving feasts are given by year where they are known. Sources of the dates: docs/measures.md.
CREATE OR REPLACE VIEW v_fire_calendar
(
    season LowCardinality(String) COMMENT '时节代码',
    season_name LowCardinality(String) COMMENT '时节',
    since Date COMMENT '第一天（北京日）',
    until Date COMMENT '最后一天的次日（不含）',
    topics Array(LowCardinality(String)) COMMENT '该说的主题代码；空为全部',
    audiences Array(LowCardinality(String)) COMMENT '该对谁说的受众代码；空为所有人',
    state LowCardinality(String) COMMENT 'now 正当其时、soon 30 天内开始、later 更晚、past 已过',
    state_name LowCardinality(String) COMMENT '正当其时、即将开始、以后、已过'
)
AS
WITH
    toDate(now64(3), 'Asia/Shanghai') AS today
SELECT
    season,
    season_name,
    since,
    until,
    topics,
    audiences,
    multiIf(today >= until, 'past', today >= since, 'now', today >= since - 30, 'soon', 'later') AS state,
    transform(state, ['now', 'soon', 'later', 'past'], ['正当其时', '即将开始', '以后', '已过'], '') AS state_name
FROM
(
    SELECT
        season,
        season_name,
        makeDate(year, month, day) AS since,
        since + days AS until,
        topics,
        audiences
    FROM
    (
        SELECT
            *,
            arrayJoin(range(toYear(toDate(now64(3), 'Asia/Shanghai')) - 1, toYear(toDate(now64(3), 'Asia/Shanghai')) + 2)) AS year
        FROM values(
            'season String, season_name String, month UInt8, day UInt8, days UInt16, topics Array(LowCardinality(String)), audiences Array(LowCardinality(String))',
            ('wildfire_month', '森林草原防火宣传月', 3, 1, 31, ['wildfire'], ['rural', 'tourist']),
            ('wildfire_high_risk', '春季森林草原高火险期', 3, 1, 92, ['wildfire', 'warning'], []),
            ('qingming', '清明文明祭扫', 4, 1, 7, ['wildfire', 'home_fire'], ['rural']),
            ('disaster_week', '全国防灾减灾日（周）', 5, 9, 7, ['escape', 'water_disaster'], ['school', 'community']),
            ('safety_month', '安全生产月', 6, 1, 30, ['industry', 'gas'], ['enterprise']),
            ('wheat_harvest', '三夏麦收防火', 6, 1, 20, ['warning', 'wildfire', 'vehicle'], ['rural']),
            ('summer', '夏季消防与防溺水', 6, 15, 78, ['ebike', 'electrical', 'water_disaster'], ['children', 'family']),
            ('flood_peak', '“七下八上”主汛期', 7, 16, 31, ['water_disaster', 'warning'], []),
            ('school_opening', '开学第一课', 9, 1, 7, ['escape'], ['school']),
            ('autumn_harvest', '秋收与秸秆防火', 9, 1, 30, ['wildfire'], ['rural']),
            ('national_day', '国庆出行', 9, 28, 11, ['crowded_venue', 'vehicle'], ['tourist', 'venue_operator']),
            ('fire_month', '消防宣传月', 11, 1, 30, [], []),
            ('fire_day', '全国消防日', 11, 9, 1, ['campaign', 'team'], []),
            ('winter', '今冬明春火灾防控', 11, 1, 151, ['heating', 'electrical', 'home_fire', 'crowded_venue'], ['elderly', 'rural']),
            ('heating', '采暖期与一氧化碳', 11, 15, 121, ['heating'], ['elderly', 'migrant_worker'])
        )
    )
    UNION ALL
    SELECT
        season,
        season_name,
        toDate(first_day) AS since,
        toDate(last_day) + 1 AS until,
        topics,
        audiences
    FROM values(
        'season String, season_name String, first_day String, last_day String, topics Array(LowCardinality(String)), audiences Array(LowCardinality(String))',
        ('spring_festival', '小年至元宵：烟花与返乡', '2025-01-22', '2025-02-12', ['fireworks', 'home_fire', 'vehicle'], ['rural', 'elderly', 'children']),
        ('spring_festival', '小年至元宵：烟花与返乡', '2026-02-10', '2026-03-03', ['fireworks', 'home_fire', 'vehicle'], ['rural', 'elderly', 'children']),
        ('spring_festival', '小年至元宵：烟花与返乡', '2027-01-30', '2027-02-20', ['fireworks', 'home_fire', 'vehicle'], ['rural', 'elderly', 'children']),
        ('paper_burning', '寒衣节祭祀用火', '2025-11-17', '2025-11-20', ['wildfire', 'home_fire'], ['rural']),
        ('paper_burning', '寒衣节祭祀用火', '2026-11-06', '2026-11-09', ['wildfire', 'home_fire'], ['rural']),
        ('paper_burning', '寒衣节祭祀用火', '2027-10-26', '2027-10-29', ['wildfire', 'home_fire'], ['rural'])
    )
)
ORDER BY since, until
COMMENT '消防年历：什么时节该说什么、对谁说';
