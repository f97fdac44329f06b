-- How far each county carries what the province issues, over the releases of the last twelve weeks of which 72 hours have passed:
-- for a tree map in which area is people and colour is the band. Counties with fewer than five known targets are in no
-- band of a rate: 1 of 1 is no rate. Blank and unknown counties have bands of their own.
CREATE OR REPLACE VIEW v_county_carrying
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '县（市、区）',
    city_code LowCardinality(String) COMMENT '所在市代码；省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”',
    population Nullable(UInt32) COMMENT '常住人口',
    accounts UInt64 COMMENT '在台账的账号数',
    targets UInt64 COMMENT '应转载次数',
    eligible UInt64 COMMENT '其中采集完整的：采用率的分母',
    adopters UInt64 COMMENT '其中 72 小时内转载的',
    adoption_rate Nullable(Float64) COMMENT '72 小时采用率；分母为零时为空',
    band LowCardinality(String) COMMENT '档：high ≥50%、middle 20–50%、low 不足 20%、none 一次也没有、few 次数太少、unknown 采集不到、blank 没有账号',
    band_name LowCardinality(String) COMMENT '档（中文）',
    band_order UInt8 COMMENT '档的顺序：最需要问的在前'
)
AS
SELECT
    k.region_code AS region_code,
    k.region_name AS region_name,
    k.city_code AS city_code,
    k.city_name AS city_name,
    g.population AS population,
    k.accounts AS accounts,
    t.targets AS targets,
    t.eligible AS eligible,
    t.adopters AS adopters,
    t.adopters / nullIf(t.eligible, 0) AS adoption_rate,
    multiIf(
        k.accounts = 0, 'blank',
        t.eligible = 0, 'unknown',
        t.eligible < 5, 'few',
        t.adopters = 0, 'none',
        adoption_rate < 0.2, 'low',
        adoption_rate < 0.5, 'middle',
        'high'
    ) AS band,
    transform(
        band,
        ['none', 'low', 'middle', 'high', 'few', 'unknown', 'blank'],
        ['一次也没有', '不足 20%', '20–50%', '50% 以上', '次数太少', '采集不到', '空白（无账号）'],
        ''
    ) AS band_name,
    toUInt8(indexOf(['none', 'low', 'middle', 'high', 'few', 'unknown', 'blank'], band) - 1) AS band_order
FROM v_county_state AS k
LEFT ANY JOIN (SELECT region_code, population FROM regions FINAL) AS g ON g.region_code = k.region_code
LEFT ANY JOIN
(
    SELECT
        county_code,
        count() AS targets,
        countIf(known) AS eligible,
        countIf(known AND lag_hours < 72) AS adopters
    FROM v_release_targets
    WHERE origin_level = 'province' AND passed_72h AND county_code != '' AND issued_at > now64(3) - INTERVAL 84 DAY
    GROUP BY county_code
) AS t ON t.county_code = k.region_code
COMMENT '各县近 12 周的转载：按采用率分档';
