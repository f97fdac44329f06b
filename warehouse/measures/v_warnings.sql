-- The warnings that people entered, and how far each came: counties by what became of them, shares within 2, 6 and 24 hours, broken branches,
-- the slowest hop, and whether it expired before it had arrived everywhere it was asked to. Withdrawn ones are left out.

CREATE OR REPLACE VIEW v_warnings
(
    warning_id String COMMENT '火险预警编号',
    title String COMMENT '标题；没有的取首发作品的标题',
    risk LowCardinality(String) COMMENT '风险等级代码：blue、yellow、orange、red',
    risk_name LowCardinality(String) COMMENT '风险等级：蓝色、黄色、橙色、红色',
    issued_at DateTime64(3, 'UTC') COMMENT '发出时间（UTC）',
    issued_day Date COMMENT '发出日（北京时间）',
    expires_at DateTime64(3, 'UTC') COMMENT '失效时间（UTC）',
    expired Bool COMMENT '已失效',
    in_working_hours Bool COMMENT '在工作时间（工作日 9 至 18 时）发出',
    hours_name LowCardinality(String) COMMENT '何时发出：工作时间、工作时间以外',
    regions Array(LowCardinality(String)) COMMENT '针对的区划代码，含其下各级；空为全部',
    releases Array(String) COMMENT '承载它的登记发布编号',
    counties UInt64 COMMENT '针对的县（市、区）数',
    counties_carried UInt64 COMMENT '失效前转载的县数',
    counties_late UInt64 COMMENT '失效后才转载的县数',
    counties_missing UInt64 COMMENT '没有转载的县数（不含静默）',
    counties_silent UInt64 COMMENT '静默的县数',
    counties_waiting UInt64 COMMENT '还未失效或失效后还没看过的县数',
    counties_unknown UInt64 COMMENT '采集不完整、不知道的县数',
    counties_not_asked UInt64 COMMENT '有账号但不在应转载之列的县数',
    counties_blank UInt64 COMMENT '空白县数（没有账号）',
    county_share_2h Nullable(Float64) COMMENT '2 小时到达县的比例（分母为结果已知的县）',
    county_share_6h Nullable(Float64) COMMENT '6 小时到达县的比例',
    county_share_24h Nullable(Float64) COMMENT '24 小时到达县的比例',
    population_share_2h Nullable(Float64) COMMENT '2 小时到达人口的比例（分母为结果已知的县的人口）',
    population_share_6h Nullable(Float64) COMMENT '6 小时到达人口的比例',
    population_share_24h Nullable(Float64) COMMENT '24 小时到达人口的比例',
    last_county LowCardinality(String) COMMENT '最后到达的县；没有为空',
    last_county_hours Nullable(Float64) COMMENT '发出到最后一个县的小时数',
    broken_branches Array(String) COMMENT '断了的枝：市名',
    hop_city_hours Nullable(Float64) COMMENT '省到市的小时数，各市的中位数；没有为空',
    hop_county_hours Nullable(Float64) COMMENT '市到县的小时数，各县的中位数；没有为空',
    slowest_hop LowCardinality(String) COMMENT '最慢的一跳：省→市、市→县；不能比为空',
    slowest_link String COMMENT '最慢的一段：市、县与小时数；没有为空',
    expired_before_arrival Bool COMMENT '失效时还有县没到：逾期、未转载或静默',
    not_reached Array(String) COMMENT '失效前没到的县：逾期、未转载、静默',
    entered_by String COMMENT '登记人',
    entered_at DateTime64(3, 'UTC') COMMENT '登记时间（UTC）'
)
AS
WITH arrayMap(
    hour -> w.issued_at + toIntervalHour(hour) <= now64(3), [2, 6, 24]
) AS passed
SELECT
    w.warning_id AS warning_id,
    if(w.title = '', k.title, w.title) AS title,
    w.risk AS risk,
    transform(w.risk, ['blue', 'yellow', 'orange', 'red'], ['蓝色', '黄色', '橙色', '红色'], '') AS risk_name,
    w.issued_at AS issued_at,
    toDate(w.issued_at, 'Asia/Shanghai') AS issued_day,
    w.expires_at AS expires_at,
    w.expires_at < now64(3) AS expired,
    w.in_working_hours AS in_working_hours,
    if(w.in_working_hours, '工作时间', '工作时间以外') AS hours_name,
    w.regions AS regions,
    w.releases AS releases,
    k.counties AS counties,
    k.states[1] AS counties_carried,
    k.states[2] AS counties_late,
    k.states[3] AS counties_missing,
    k.states[4] AS counties_silent,
    k.states[5] AS counties_waiting,
    k.states[6] AS counties_unknown,
    k.states[7] AS counties_not_asked,
    k.states[8] AS counties_blank,
    if(passed[1], k.covered[1] / nullIf(k.known[1], 0), NULL) AS county_share_2h,
    if(passed[2], k.covered[2] / nullIf(k.known[2], 0), NULL) AS county_share_6h,
    if(passed[3], k.covered[3] / nullIf(k.known[3], 0), NULL) AS county_share_24h,
    if(passed[1], k.people_covered[1] / nullIf(k.people_known[1], 0), NULL) AS population_share_2h,
    if(passed[2], k.people_covered[2] / nullIf(k.people_known[2], 0), NULL) AS population_share_6h,
    if(passed[3], k.people_covered[3] / nullIf(k.people_known[3], 0), NULL) AS population_share_24h,
    k.last.2 AS last_county,
    if(k.last.2 = '', NULL, k.last.1) AS last_county_hours,
    k.broken_branches AS broken_branches,
    k.hop_city_hours AS hop_city_hours,
    if(empty(k.hops), NULL, arrayReduce('quantileExactInclusive(0.5)', k.hops)) AS hop_county_hours,
    multiIf(
        hop_city_hours IS NULL OR hop_county_hours IS NULL, '',
        hop_city_hours >= hop_county_hours, '省→市',
        '市→县'
    ) AS slowest_hop,
    if(
        k.slowest.2 = '', '',
        concat(k.slowest.3, ' → ', k.slowest.2, ' ', toString(round(k.slowest.1, 1)), ' 小时')
    ) AS slowest_link,
    notEmpty(not_reached) AS expired_before_arrival,
    if(expired, k.late_or_never, []) AS not_reached,
    w.entered_by AS entered_by,
    w.entered_at AS entered_at
FROM (SELECT * FROM warnings FINAL WHERE NOT withdrawn) AS w
LEFT ANY JOIN
(
    SELECT
        c.warning_id AS warning_id,
        any(c.title) AS title,
        sum(c.counties) AS counties,
        sumForEach(c.states) AS states,
        sumForEach(c.covered) AS covered,
        sumForEach(c.known) AS known,
        sumForEach(c.people_covered) AS people_covered,
        sumForEach(c.people_known) AS people_known,
        max(c.last) AS last,
        max(c.slowest) AS slowest,
        arraySort(groupArrayIf(
            toString(c.city_name),
            arraySum(arraySlice(c.states, 1, 2)) + c.states[5] + c.states[6] = 0
            AND if(
                c.states[3] + c.states[4] = 0,
                c.city_state = 'missing',
                c.city_state IN ('missing', 'not_asked', 'carried', 'late')
            )
        )) AS broken_branches,
        quantileExactInclusiveOrNull(0.5)(c.city_lag_hours) AS hop_city_hours,
        arrayFlatten(groupArray(c.hops)) AS hops,
        arraySort(arrayFlatten(groupArray(c.late_or_never))) AS late_or_never
    FROM
    (
        SELECT
            n.warning_id AS warning_id,
            any(n.title) AS title,
            any(n.city_name) AS city_name,
            any(n.city_state) AS city_state,
            dateDiff('millisecond', any(n.issued_at), any(n.city_first_at)) / 3600000 AS city_lag_hours,
            count() AS counties,
            sumForEach(arrayMap(
                state -> toUInt64(n.state = state),
                ['carried', 'late', 'missing', 'silent', 'waiting', 'unknown', 'not_asked', 'blank']
            )) AS states,
            sumForEach(arrayMap(hour -> toUInt64(ifNull(n.lag_hours <= hour, false)), [2, 6, 24])) AS covered,
            sumForEach(arrayMap(hour -> toUInt64(
                    n.lag_hours IS NOT NULL
                    OR (n.state IN ('missing', 'silent', 'waiting') AND ifNull(n.seen_until >= n.issued_at + toIntervalHour(hour), false))
                ), [2, 6, 24])) AS known,
            sumForEach(arrayMap(
                hour -> ifNull(n.population, 0) * toUInt64(ifNull(n.lag_hours <= hour, false)), [2, 6, 24]
            )) AS people_covered,
            sumForEach(arrayMap(
                hour -> ifNull(n.population, 0) * toUInt64(
                    n.lag_hours IS NOT NULL
                    OR (n.state IN ('missing', 'silent', 'waiting') AND ifNull(n.seen_until >= n.issued_at + toIntervalHour(hour), false))
                ), [2, 6, 24]
            )) AS people_known,
            groupArrayIf(assumeNotNull(n.hop_hours), n.hop_hours IS NOT NULL) AS hops,
            max((ifNull(n.lag_hours, -1), if(n.lag_hours IS NULL, '', toString(n.county_name)))) AS last,
            max((
                ifNull(n.hop_hours, -1),
                if(n.hop_hours IS NULL, '', toString(n.county_name)),
                if(n.hop_hours IS NULL, '', toString(n.city_name))
            )) AS slowest,
            groupArrayIf(toString(n.county_name), n.state IN ('late', 'missing', 'silent')) AS late_or_never
        FROM v_warning_counties AS n
        GROUP BY warning_id, n.city_code
    ) AS c
    GROUP BY warning_id
) AS k ON k.warning_id = w.warning_id
ORDER BY issued_at DESC, warning_id
COMMENT '火险预警：从发出到最后一个县，到了多少、多快、断在哪里'
