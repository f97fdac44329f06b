-- Who is expected to take part in each campaign: gathered accounts that were on the roster on some day of it, in its regions
-- (with all below them), levels and departments. What a campaign leaves open expects everybody.

CREATE OR REPLACE VIEW v_campaign_accounts
(
    campaign_id String COMMENT '活动编号',
    first_day Date COMMENT '活动第一天（北京日）',
    last_day Date COMMENT '活动最后一天（北京日，含）',
    account_id String COMMENT '应参加的账号编号',
    account_name String COMMENT '应参加的账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_code LowCardinality(String) COMMENT '所在市代码',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    unit String COMMENT '主办单位'
)
AS
SELECT DISTINCT
    c.campaign_id AS campaign_id,
    c.first_day AS first_day,
    c.last_day AS last_day,
    a.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.level AS level,
    a.level_order AS level_order,
    a.region_code AS region_code,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_name AS county_name,
    a.department AS department,
    a.unit AS unit
FROM (SELECT * FROM campaigns FINAL WHERE NOT withdrawn) AS c
CROSS JOIN
(
    SELECT
        n.account_id AS account_id,
        n.account_name AS account_name,
        n.platform AS platform,
        n.level AS level,
        n.level_order AS level_order,
        n.region_code AS region_code,
        n.city_code AS city_code,
        n.city_name AS city_name,
        n.county_name AS county_name,
        n.kind AS kind,
        n.department AS department,
        n.unit AS unit,
        p.roster_from AS period_from,
        p.roster_to AS period_to,
        [n.region_code, r.parent_code, above.parent_code] AS line
    FROM
    (
        SELECT account_id, roster_from, roster_to
        FROM accounts FINAL
        WHERE gathered AND NOT (status = 'closed' AND roster_to IS NULL)
    ) AS p
    INNER JOIN v_accounts AS n ON n.account_id = p.account_id
    LEFT ANY JOIN (SELECT region_code, parent_code FROM regions FINAL) AS r ON r.region_code = n.region_code
    LEFT ANY JOIN (SELECT region_code, parent_code FROM regions FINAL) AS above ON above.region_code = r.parent_code
) AS a
WHERE a.period_from <= c.last_day
    AND ifNull(a.period_to > c.first_day, true)
    AND (empty(c.levels) OR has(c.levels, a.level))
    AND (empty(c.regions) OR hasAny(c.regions, arrayFilter(code -> code != '', a.line)))
    AND (
        empty(c.departments)
        OR (a.department != '' AND has(c.departments, a.department))
        OR (a.kind = 'brigade' AND has(c.departments, 'brigade'))
    )
ORDER BY campaign_id, level_order, account_id
COMMENT '每次活动应参加的账号；一次活动、一个账号一行'
