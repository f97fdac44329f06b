-- The way of each release of the province to each county, in two steps: what its city did, then what the county did, within
-- 72 hours. A place has carried when one of its targets has; it is unknown when none has and one of them was not visited
-- every day. Counties run by the province itself have no city on the way; counties without an account are shown as blank,
-- never as "did not carry". Two rows a release and county: drawn as a flow, they show where the chain breaks.
CREATE OR REPLACE VIEW v_relay_flow
(
    release_id String COMMENT '发布编号',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    issued_day Date COMMENT '首发日（北京时间）',
    region_code LowCardinality(String) COMMENT '县（市、区）代码',
    city_code LowCardinality(String) COMMENT '所在市代码；省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”',
    county_name LowCardinality(String) COMMENT '县（市、区）',
    city_state LowCardinality(String) COMMENT '市里：carried 已转载、missing 未转载、unknown 未知、not_asked 没有应转载的账号、no_city 省直管',
    county_state LowCardinality(String) COMMENT '县里：carried 已转载、missing 未转载、unknown 未知、not_asked 当时没有应转载的账号、blank 空白县',
    step UInt8 COMMENT '第几步：1 省到市、2 市到县',
    source_name LowCardinality(String) COMMENT '这一步从哪里来',
    target_name LowCardinality(String) COMMENT '这一步到哪里去'
)
AS
WITH
    ['carried', 'missing', 'unknown', 'not_asked', 'no_city', 'blank'] AS codes,
    transform(city_state, codes, ['市级已转', '市级未转', '市级未知', '市级无账号', '省直管（不经市）', ''], '') AS city_step,
    transform(county_state, codes, ['县级已转', '县级未转', '县级未知', '县级当时无账号', '', '空白县（无账号）'], '') AS county_step
SELECT
    release_id,
    issued_at,
    toDate(issued_at, 'Asia/Shanghai') AS issued_day,
    region_code,
    city_code,
    city_name,
    region_name AS county_name,
    city_state,
    county_state,
    arrayJoin([1, 2]) AS step,
    if(step = 1, '省级发布', city_step) AS source_name,
    if(step = 1, city_step, county_step) AS target_name
FROM
(
    SELECT
        r.release_id AS release_id,
        r.issued_at AS issued_at,
        k.region_code AS region_code,
        k.region_name AS region_name,
        k.city_code AS city_code,
        k.city_name AS city_name,
        multiIf(k.city_code = '', 'no_city', c.targets = 0, 'not_asked', c.carried, 'carried', c.known, 'missing', 'unknown') AS city_state,
        multiIf(k.state = 'blank', 'blank', t.targets = 0, 'not_asked', t.carried, 'carried', t.known, 'missing', 'unknown') AS county_state
    FROM
    (
        SELECT
            release_id,
            any(issued_at) AS issued_at
        FROM v_release_targets
        WHERE origin_level = 'province' AND passed_72h
        GROUP BY release_id
    ) AS r
    CROSS JOIN v_county_state AS k
    LEFT ANY JOIN
    (
        SELECT
            release_id,
            city_code,
            count() AS targets,
            countIf(lag_hours < 72) > 0 AS carried,
            min(known) AS known
        FROM v_release_targets
        WHERE level = 'city'
        GROUP BY release_id, city_code
    ) AS c ON c.release_id = r.release_id AND c.city_code = k.city_code
    LEFT ANY JOIN
    (
        SELECT
            release_id,
            county_code,
            count() AS targets,
            countIf(lag_hours < 72) > 0 AS carried,
            min(known) AS known
        FROM v_release_targets
        WHERE county_code != ''
        GROUP BY release_id, county_code
    ) AS t ON t.release_id = r.release_id AND t.county_code = k.region_code
)
COMMENT '省级发布经市到县的去向：一次发布、一个县两行（两步）';
