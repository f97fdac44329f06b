-- Every region of every level with what its own accounts amount to, in four words that are never one: active, silent (all
-- accounts we know of silent for 14 days), unknown (we could not look), blank (no account on the roster).

CREATE OR REPLACE VIEW v_region_state
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    population Nullable(UInt32) COMMENT '常住人口（2020 年普查）；空为未知',
    accounts UInt64 COMMENT '在台账的账号数（不含已注销）',
    state LowCardinality(String) COMMENT '状态：active、silent（状态已知的账号全部静默 ≥ 14 天）、unknown（有账号但采集不到）、blank（没有账号）',
    state_name LowCardinality(String) COMMENT '状态名称'
)
AS
SELECT
    r.region_code AS region_code,
    r.name AS region_name,
    toString(r.level) AS level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    toUInt8(r.level) AS level_order,
    multiIf(r.level = 'city', r.region_code, parent.level = 'city', parent.region_code, '') AS city_code,
    multiIf(r.level = 'city', r.name, parent.level = 'city', parent.name, r.level = 'county', '省直管', '') AS city_name,
    r.population AS population,
    s.accounts AS accounts,
    multiIf(s.accounts = 0, 'blank', s.known = 0, 'unknown', s.silent = s.known, 'silent', 'active') AS state,
    transform(state, ['active', 'silent', 'unknown', 'blank'], ['正常', '静默', '未知', '空白'], '') AS state_name
FROM (SELECT * FROM regions FINAL) AS r
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS parent ON parent.region_code = r.parent_code
LEFT ANY JOIN
(
    SELECT
        region_code,
        count() AS accounts,
        countIf(state IN ('active', 'silent')) AS known,
        countIf(state = 'silent') AS silent
    FROM v_account_state
    WHERE region_code != ''
    GROUP BY region_code
) AS s ON s.region_code = r.region_code
ORDER BY level_order, region_code
COMMENT '各区划的状态：正常、静默、未知、空白';
