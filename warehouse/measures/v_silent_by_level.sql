-- How many accounts are silent, by level; beside them the counties. The five states add up to the accounts.

CREATE OR REPLACE VIEW v_silent_by_level
(
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    accounts UInt64 COMMENT '在台账的账号数（不含已注销）',
    active_accounts UInt64 COMMENT '正常的账号数',
    silent_accounts UInt64 COMMENT '静默 ≥ 14 天的账号数',
    unknown_accounts UInt64 COMMENT '24 小时内未采集成功、不下结论的账号数',
    not_gathered_accounts UInt64 COMMENT '尚未接入自动采集的账号数',
    deregistering_accounts UInt64 COMMENT '注销中的账号数',
    counties_total Nullable(UInt64) COMMENT '县（市、区）数；只在县级一行',
    counties_active Nullable(UInt64) COMMENT '正常的县数；只在县级一行',
    counties_stalled Nullable(UInt64) COMMENT '停更县数；只在县级一行',
    counties_blank Nullable(UInt64) COMMENT '空白县数（没有账号）；只在县级一行',
    counties_unknown Nullable(UInt64) COMMENT '未知县数；只在县级一行'
)
AS
SELECT
    a.level AS level,
    a.level_name AS level_name,
    a.level_order AS level_order,
    a.accounts AS accounts,
    a.active_accounts AS active_accounts,
    a.silent_accounts AS silent_accounts,
    a.unknown_accounts AS unknown_accounts,
    a.not_gathered_accounts AS not_gathered_accounts,
    a.deregistering_accounts AS deregistering_accounts,
    c.counties_total AS counties_total,
    c.counties_active AS counties_active,
    c.counties_stalled AS counties_stalled,
    c.counties_blank AS counties_blank,
    c.counties_unknown AS counties_unknown
FROM
(
    SELECT
        level,
        any(level_name) AS level_name,
        any(level_order) AS level_order,
        count() AS accounts,
        countIf(state = 'active') AS active_accounts,
        countIf(state = 'silent') AS silent_accounts,
        countIf(state = 'unknown') AS unknown_accounts,
        countIf(state = 'not_gathered') AS not_gathered_accounts,
        countIf(state = 'deregistering') AS deregistering_accounts
    FROM v_account_state
    GROUP BY level
) AS a
LEFT ANY JOIN
(
    SELECT
        'county' AS level,
        toNullable(count()) AS counties_total,
        toNullable(countIf(state = 'active')) AS counties_active,
        toNullable(countIf(state = 'stalled')) AS counties_stalled,
        toNullable(countIf(state = 'blank')) AS counties_blank,
        toNullable(countIf(state = 'unknown')) AS counties_unknown
    FROM v_county_state
) AS c ON c.level = a.level
ORDER BY level_order
COMMENT '各级静默情况';
