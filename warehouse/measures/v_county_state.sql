-- Every county with what its accounts amount to. A county without an account is blank, never stalled; one of
-- whose accounts nothing is known is unknown. Counties run by the province itself show 省直管 as their city.

CREATE OR REPLACE VIEW v_county_state
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '县（市、区）',
    city_code LowCardinality(String) COMMENT '所在市代码；省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”',
    accounts UInt64 COMMENT '在台账的账号数（不含已注销）',
    known_accounts UInt64 COMMENT '其中状态已知的账号数：正常或静默',
    last_update_at Nullable(DateTime64(3, 'UTC')) COMMENT '状态已知的账号中最后一次更新的时间（UTC）',
    silent_days Nullable(Int32) COMMENT '静默天数：状态已知的账号中最短的',
    state LowCardinality(String) COMMENT '状态：active、stalled（状态已知的账号全部静默 ≥ 14 天）、blank（没有账号）、unknown（有账号但都未知）',
    state_name LowCardinality(String) COMMENT '状态名称'
)
AS
SELECT
    r.region_code AS region_code,
    r.name AS region_name,
    if(parent.level = 'city', parent.region_code, '') AS city_code,
    if(parent.level = 'city', parent.name, '省直管') AS city_name,
    s.accounts AS accounts,
    s.known_accounts AS known_accounts,
    s.last_update_at AS last_update_at,
    s.silent_days AS silent_days,
    multiIf(
        s.accounts = 0, 'blank',
        s.known_accounts = 0, 'unknown',
        s.silent_accounts = s.known_accounts, 'stalled',
        'active'
    ) AS state,
    transform(state, ['active', 'stalled', 'blank', 'unknown'], ['正常', '停更', '空白', '未知'], '') AS state_name
FROM (SELECT * FROM regions FINAL WHERE level = 'county') AS r
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS parent ON parent.region_code = r.parent_code
LEFT ANY JOIN
(
    SELECT
        county_code,
        count() AS accounts,
        countIf(state IN ('active', 'silent')) AS known_accounts,
        countIf(state = 'silent') AS silent_accounts,
        maxIf(last_update_at, state IN ('active', 'silent')) AS last_update_at,
        minIf(silent_days, state IN ('active', 'silent')) AS silent_days
    FROM v_account_state
    WHERE county_code != ''
    GROUP BY county_code
) AS s ON s.county_code = r.region_code
COMMENT '县（市、区）状态：正常、停更、空白、未知';
