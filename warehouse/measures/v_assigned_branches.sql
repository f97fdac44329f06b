-- Each entered release by city: who carried it under whom, and which branches are missing. A branch is the city's own accounts and
-- its counties; counties the province runs form one branch, 省直管. A county stands for its accounts: it has carried when one has; it is
-- missing when none has and all of them are known; blank counties have no account anybody could have asked.

CREATE OR REPLACE VIEW v_assigned_branches
(
    assigned_id String COMMENT '布置的编号',
    issued_at DateTime64(3, 'UTC') COMMENT '布置或首发的时间（UTC）',
    deadline_at DateTime64(3, 'UTC') COMMENT '截止时间（UTC）',
    city_code LowCardinality(String) COMMENT '市代码；省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '市；省直管县（市）为“省直管”',
    city_state LowCardinality(String) COMMENT '市级账号：carried 已转载、missing 没有转载、waiting 未到截止、unknown 不知道、not_asked 没有应转载的市级账号',
    counties UInt64 COMMENT '辖县数',
    counties_carried Array(String) COMMENT '已转载的县',
    counties_missing Array(String) COMMENT '没有转载的县',
    counties_waiting Array(String) COMMENT '未到截止、还没转载的县',
    counties_unknown Array(String) COMMENT '采集不完整、不知道的县',
    counties_not_asked Array(String) COMMENT '有账号但不在应转载之列的县',
    counties_blank Array(String) COMMENT '空白县：没有账号',
    carried_rate Nullable(Float64) COMMENT '县的转载率：已转载 ÷（已转载 + 没有转载）；分母为零时为空',
    missing_branch Bool COMMENT '整枝缺失：市与县都没有人转载，且没有未知的和未到截止的'
)
AS
SELECT
    assigned_id,
    any(issued_at) AS issued_at,
    any(deadline_at) AS deadline_at,
    city_code,
    any(city_name) AS city_name,
    if(countIf(is_city) = 0, 'not_asked', maxIf(unit_state, is_city)) AS city_state,
    countIf(NOT is_city) AS counties,
    arraySort(groupArrayIf(toString(name), NOT is_city AND unit_state = 'carried')) AS counties_carried,
    arraySort(groupArrayIf(toString(name), NOT is_city AND unit_state = 'missing')) AS counties_missing,
    arraySort(groupArrayIf(toString(name), NOT is_city AND unit_state = 'waiting')) AS counties_waiting,
    arraySort(groupArrayIf(toString(name), NOT is_city AND unit_state = 'unknown')) AS counties_unknown,
    arraySort(groupArrayIf(toString(name), NOT is_city AND unit_state = 'not_asked')) AS counties_not_asked,
    arraySort(groupArrayIf(toString(name), NOT is_city AND unit_state = 'blank')) AS counties_blank,
    length(counties_carried) / nullIf(length(counties_carried) + length(counties_missing), 0) AS carried_rate,
    countIf(unit_state = 'missing') > 0 AND countIf(unit_state IN ('carried', 'waiting', 'unknown')) = 0 AS missing_branch
FROM
(
    SELECT
        r.assigned_id AS assigned_id,
        r.issued_at AS issued_at,
        r.deadline_at AS deadline_at,
        g.city_code AS city_code,
        g.city_name AS city_name,
        g.region_name AS name,
        g.level = 'city' AS is_city,
        multiIf(
            s.carried > 0, 'carried',
            s.asked = 0 AND (g.level = 'city' OR g.accounts > 0), 'not_asked',
            s.asked = 0, 'blank',
            s.unknown > 0, 'unknown',
            s.waiting > 0, 'waiting',
            'missing'
        ) AS unit_state
    FROM (SELECT assigned_id, issued_at, deadline_at FROM assigned_releases FINAL WHERE NOT withdrawn) AS r
    CROSS JOIN (SELECT * FROM v_region_state WHERE level IN ('city', 'county')) AS g
    LEFT ANY JOIN
    (
        SELECT
            assigned_id,
            if(level = 'county', county_code, city_code) AS region_code,
            count() AS asked,
            countIf(state IN ('in_time', 'late')) AS carried,
            countIf(state = 'unknown') AS unknown,
            countIf(state = 'waiting') AS waiting
        FROM v_assigned_targets
        WHERE level IN ('city', 'county')
        GROUP BY assigned_id, region_code
    ) AS s ON s.assigned_id = r.assigned_id AND s.region_code = g.region_code
)
GROUP BY assigned_id, city_code
ORDER BY assigned_id, city_code
COMMENT '布置的发布在各市各县：谁转载了、哪一枝缺了、哪里空白';
