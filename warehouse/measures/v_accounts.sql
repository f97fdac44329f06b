-- Every account as the roster has it now: one row an account, the row of its latest period.

CREATE OR REPLACE VIEW v_accounts
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码：province、city、county',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码；无对应区划的单位为空',
    region_name LowCardinality(String) COMMENT '所属区划',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码；省级与市级为空',
    county_name LowCardinality(String) COMMENT '所在县（市、区）；省级与市级为空',
    kind LowCardinality(String) COMMENT '主体类别代码',
    kind_name LowCardinality(String) COMMENT '主体类别',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    department_name LowCardinality(String) COMMENT '行业部门；非行业部门为空',
    unit String COMMENT '主办单位',
    status LowCardinality(String) COMMENT '台账状态：active 在用、deregistering 注销中、closed 已注销',
    gathered Bool COMMENT '本系统是否已有该平台的自动采集',
    roster_from Date COMMENT '列入台账的日期',
    roster_to Nullable(Date) COMMENT '移出台账的日期；空为仍在台账',
    on_roster Bool COMMENT '现在是否在台账：未注销，且今天（北京日）在有效期内'
)
AS
WITH
    -- Names are looked up in constants: a join is planned anew for each of the many views that read this one. The empty name
    -- keeps a constant from being empty.
    (
        SELECT (
            arrayPushBack(groupArray(region_code), ''),
            arrayPushBack(groupArray(toString(level)), ''),
            arrayPushBack(groupArray(name), ''),
            arrayPushBack(groupArray(parent_code), '')
        )
        FROM (SELECT * FROM regions FINAL)
    ) AS regions_known,
    (
        SELECT (arrayPushBack(groupArray(department), ''), arrayPushBack(groupArray(name), ''))
        FROM (SELECT * FROM departments FINAL)
    ) AS departments_known,
    (SELECT (groupArray(platform), groupArray(platform_name)) FROM v_platforms) AS platforms_known,
    transform(a.region_code, regions_known.1, regions_known.2, '') AS own_level,
    transform(a.region_code, regions_known.1, regions_known.3, '') AS own_name,
    transform(a.region_code, regions_known.1, regions_known.4, '') AS parent_code,
    transform(parent_code, regions_known.1, regions_known.2, '') AS parent_level,
    transform(parent_code, regions_known.1, regions_known.3, '') AS parent_name,
    transform(a.department, departments_known.1, departments_known.2, '') AS told_department
SELECT
    a.account_id AS account_id,
    a.name AS account_name,
    a.platform AS platform,
    transform(a.platform, platforms_known.1, platforms_known.2, a.platform) AS platform_name,
    toString(a.level) AS level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    toUInt8(a.level) AS level_order,
    a.region_code AS region_code,
    own_name AS region_name,
    multiIf(own_level = 'city', a.region_code, parent_level = 'city', parent_code, '') AS city_code,
    multiIf(own_level = 'city', own_name, parent_level = 'city', parent_name, own_level = 'county', '省直管', '') AS city_name,
    if(own_level = 'county', a.region_code, '') AS county_code,
    if(own_level = 'county', own_name, '') AS county_name,
    a.kind AS kind,
    transform(a.kind, ['brigade', 'department', 'media', 'township'], ['消防队伍', '行业部门', '媒体', '乡镇'], a.kind)
        AS kind_name,
    a.department AS department,
    if(told_department = '', a.department, told_department) AS department_name,
    a.unit AS unit,
    a.status AS status,
    a.gathered AS gathered,
    a.roster_from AS roster_from,
    a.roster_to AS roster_to,
    a.status != 'closed' AND a.roster_from <= toDate(now64(3), 'Asia/Shanghai')
        AND ifNull(a.roster_to > toDate(now64(3), 'Asia/Shanghai'), true) AS on_roster
FROM
(
    SELECT *
    FROM accounts FINAL
    ORDER BY roster_from DESC
    LIMIT 1 BY account_id
) AS a
COMMENT '账号：台账现状，每个账号一行'
