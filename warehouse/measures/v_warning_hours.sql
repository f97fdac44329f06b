-- How far each warning had come 2, 6 and 24 hours after its issue, in counties and in people. A county is known at an hour when it
-- has carried (then or later) or when all its accounts were seen after that hour; blank, unknown and unasked counties are in `counties` only.
-- Before the hour has passed there is no share.

CREATE OR REPLACE VIEW v_warning_hours
(
    warning_id String COMMENT '火险预警编号',
    title String COMMENT '标题',
    issued_at DateTime64(3, 'UTC') COMMENT '发出时间（UTC）',
    hours UInt8 COMMENT '发出后几小时：2、6、24',
    passed Bool COMMENT '这个时刻已过；没有过的不算比例',
    counties UInt64 COMMENT '针对的县（市、区）数',
    counties_known UInt64 COMMENT '其中有应转载账号、结果已知的：比例的分母',
    counties_covered UInt64 COMMENT '其中这时已转载的',
    county_share Nullable(Float64) COMMENT '到达县的比例：已转载 ÷ 结果已知；分母为零或时刻未到为空',
    county_share_of_all Nullable(Float64) COMMENT '已转载 ÷ 针对的全部县：空白、未知的也在分母里',
    population Nullable(UInt64) COMMENT '针对的县的常住人口之和；人口未知的县不计，都未知为空',
    population_known Nullable(UInt64) COMMENT '其中结果已知的县的人口',
    population_covered Nullable(UInt64) COMMENT '其中这时已转载的县的人口',
    population_share Nullable(Float64) COMMENT '到达人口的比例：已转载的县的人口 ÷ 结果已知的县的人口；都未知或时刻未到为空',
    population_share_of_all Nullable(Float64) COMMENT '已转载的县的人口 ÷ 针对的全部县的人口'
)
AS
WITH
    issued + toIntervalHour(hours) AS instant,
    ifNull(lag_hours <= hours, false) AS covered,
    lag_hours IS NOT NULL OR (state IN ('missing', 'silent', 'waiting') AND ifNull(seen_until >= instant, false)) AS is_known
SELECT
    warning_id,
    any(c_title) AS title,
    any(issued) AS issued_at,
    hours,
    any(instant <= now64(3)) AS passed,
    count() AS counties,
    countIf(is_known) AS counties_known,
    countIf(covered) AS counties_covered,
    if(passed, counties_covered / nullIf(counties_known, 0), NULL) AS county_share,
    if(passed, counties_covered / counties, NULL) AS county_share_of_all,
    sumOrNull(people) AS population,
    sumOrNullIf(people, is_known) AS population_known,
    if(population IS NULL, NULL, ifNull(sumOrNullIf(people, covered), 0)) AS population_covered,
    if(passed, population_covered / nullIf(population_known, 0), NULL) AS population_share,
    if(passed, population_covered / nullIf(population, 0), NULL) AS population_share_of_all
FROM
(
    SELECT
        c.warning_id AS warning_id,
        c.title AS c_title,
        c.issued_at AS issued,
        c.state AS state,
        c.lag_hours AS lag_hours,
        c.seen_until AS seen_until,
        c.population AS people,
        arrayJoin([2, 6, 24]) AS hours
    FROM v_warning_counties AS c
)
GROUP BY warning_id, hours
ORDER BY issued_at DESC, warning_id, hours
COMMENT '火险预警发出后 2、6、24 小时到了多少县、多少人口'
