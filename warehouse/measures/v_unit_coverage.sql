-- How many of the province's own region, its cities and its counties speak at all, and for how many people. Four words that
-- are never one: active, silent (all accounts we know of silent for 14 days), unknown (we could not look), blank (no
-- account on the roster). A region is covered when it is active. Blank regions lower this and never the adoption rate.

CREATE OR REPLACE VIEW v_unit_coverage
(
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    regions UInt64 COMMENT '区划数：分母',
    active UInt64 COMMENT '正常的区划数',
    silent UInt64 COMMENT '静默的区划数：状态已知的账号全部静默 ≥ 14 天',
    unknown UInt64 COMMENT '未知的区划数：有账号，但采集不到',
    blank UInt64 COMMENT '空白的区划数：没有账号',
    coverage Nullable(Float64) COMMENT '单位覆盖率：正常 ÷ 全部区划，未知的不算在内',
    coverage_at_most Nullable(Float64) COMMENT '未知的都算正常时的单位覆盖率',
    roster_completeness Nullable(Float64) COMMENT '台账完备率：有账号的区划 ÷ 全部区划',
    population Nullable(UInt64) COMMENT '常住人口已知的区划的人口合计',
    population_covered Nullable(Float64) COMMENT '人口覆盖率：正常区划的人口 ÷ 人口合计（0–1）'
)
AS
SELECT
    level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    toUInt8(indexOf(['province', 'city', 'county'], level) - 1) AS level_order,
    count() AS regions,
    countIf(state = 'active') AS active,
    countIf(state = 'silent') AS silent,
    countIf(state = 'unknown') AS unknown,
    countIf(state = 'blank') AS blank,
    active / regions AS coverage,
    (active + unknown) / regions AS coverage_at_most,
    (regions - blank) / regions AS roster_completeness,
    sum(toUInt64(people)) AS population,
    sumIf(toUInt64(people), state = 'active') / nullIf(population, 0) AS population_covered
FROM (SELECT level, state, population AS people FROM v_region_state)
GROUP BY level
ORDER BY level_order
COMMENT '单位覆盖率与台账完备率：正常、静默、未知、空白分开';
