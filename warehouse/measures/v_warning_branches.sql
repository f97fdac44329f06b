-- Each warning by city: what the city's own accounts did, what its counties did, and whether and where the branch broke. Counties the
-- province runs form one branch, 省直管. Times before the expiry and after it are told apart by state.

CREATE OR REPLACE VIEW v_warning_branches
(
    warning_id String COMMENT '火险预警编号',
    title String COMMENT '标题',
    issued_at DateTime64(3, 'UTC') COMMENT '发出时间（UTC）',
    expires_at DateTime64(3, 'UTC') COMMENT '失效时间（UTC）',
    city_code LowCardinality(String) COMMENT '市代码；省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '市；省直管县（市）为“省直管”',
    city_state LowCardinality(String) COMMENT '市级账号：carried 失效前转载、late 失效后才转载、missing 没有转载、waiting 还未失效或失效后还没看过、unknown 不知道、not_asked 没有应转载的市级账号',
    city_state_name LowCardinality(String) COMMENT '市级账号的结果',
    city_lag_hours Nullable(Float64) COMMENT '省到市的小时数：发出到市级最早到达；空为没有',
    counties UInt64 COMMENT '针对的县（市、区）数',
    counties_carried Array(String) COMMENT '失效前转载的县',
    counties_late Array(String) COMMENT '失效后才转载的县',
    counties_missing Array(String) COMMENT '没有转载的县',
    counties_silent Array(String) COMMENT '静默的县：没有转载，发出前 14 天起就没有任何作品',
    counties_waiting Array(String) COMMENT '还未失效或失效后还没看过的县',
    counties_unknown Array(String) COMMENT '采集不完整、不知道的县',
    counties_not_asked Array(String) COMMENT '有账号但不在应转载之列的县',
    counties_blank Array(String) COMMENT '空白县：没有账号',
    hop_median_hours Nullable(Float64) COMMENT '市到县的小时数的中位数；没有为空',
    slowest_county LowCardinality(String) COMMENT '市到县最慢的县；没有为空',
    slowest_hop_hours Nullable(Float64) COMMENT '它的市到县的小时数',
    broken LowCardinality(String) COMMENT '断在哪里：whole 市与县都没有转载、below_city 市转载了而县都没有、空 没有断或还不能断定',
    broken_name LowCardinality(String) COMMENT '断在哪里：整枝未到、断在市以下；没有断为空'
)
AS
SELECT
    warning_id,
    title,
    issued_at,
    expires_at,
    city_code,
    city_name,
    city_state,
    transform(
        city_state,
        ['carried', 'late', 'missing', 'waiting', 'unknown', 'not_asked'],
        ['按时', '逾期', '未转载', '未到期', '未知', '未布置'],
        ''
    ) AS city_state_name,
    dateDiff('millisecond', issued_at, city_first_at) / 3600000 AS city_lag_hours,
    counties,
    carried AS counties_carried,
    late AS counties_late,
    missing AS counties_missing,
    silent AS counties_silent,
    waiting AS counties_waiting,
    unknown AS counties_unknown,
    not_asked AS counties_not_asked,
    blank AS counties_blank,
    hop_median_hours,
    slowest.2 AS slowest_county,
    if(slowest.2 = '', NULL, slowest.1) AS slowest_hop_hours,
    multiIf(
        notEmpty(carried) OR notEmpty(late) OR notEmpty(waiting) OR notEmpty(unknown), '',
        empty(missing) AND empty(silent), if(city_state = 'missing', 'whole', ''),
        city_state IN ('missing', 'not_asked'), 'whole',
        city_state IN ('carried', 'late'), 'below_city',
        ''
    ) AS broken,
    transform(broken, ['whole', 'below_city'], ['整枝未到', '断在市以下'], '') AS broken_name
FROM
(
    SELECT
        n.warning_id AS warning_id,
        any(n.title) AS title,
        any(n.issued_at) AS issued_at,
        any(n.expires_at) AS expires_at,
        n.city_code AS city_code,
        any(n.city_name) AS city_name,
        any(n.city_state) AS city_state,
        any(n.city_first_at) AS city_first_at,
        count() AS counties,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'carried')) AS carried,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'late')) AS late,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'missing')) AS missing,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'silent')) AS silent,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'waiting')) AS waiting,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'unknown')) AS unknown,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'not_asked')) AS not_asked,
        arraySort(groupArrayIf(toString(n.county_name), n.state = 'blank')) AS blank,
        quantileExactInclusiveOrNull(0.5)(n.hop_hours) AS hop_median_hours,
        max((ifNull(n.hop_hours, -1), if(n.hop_hours IS NULL, '', toString(n.county_name)))) AS slowest
    FROM v_warning_counties AS n
    GROUP BY warning_id, city_code
)
ORDER BY issued_at DESC, warning_id, city_code = '', city_code
COMMENT '火险预警在各市：市级何时到、哪些县到了、哪一枝断了'
