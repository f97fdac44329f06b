-- Whose posts can fulfil each follow-up: the account, the accounts of the unit, or those of the region (with all below it where it was
-- assigned so). Accounts that nobody gathers can show nothing and are left out.

CREATE OR REPLACE VIEW v_follow_up_accounts
(
    follow_up_id String COMMENT '跟踪编号',
    aim LowCardinality(String) COMMENT '事项代码：update、audience、carry',
    audience LowCardinality(String) COMMENT '受众代码；不是 audience 的为空',
    release_id String COMMENT '发布编号；不是 carry 的为空',
    assigned_at DateTime64(3, 'UTC') COMMENT '布置时间（UTC）',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    region_code LowCardinality(String) COMMENT '账号所属区划代码',
    on_roster Bool COMMENT '现在是否在台账'
)
AS
SELECT
    f.follow_up_id AS follow_up_id,
    f.aim AS aim,
    f.audience AS audience,
    f.release_id AS release_id,
    f.assigned_at AS assigned_at,
    a.account_id AS account_id,
    a.account_name AS account_name,
    a.region_code AS region_code,
    a.on_roster AS on_roster
FROM (SELECT * FROM follow_ups FINAL) AS f
CROSS JOIN
(
    SELECT
        n.account_id AS account_id,
        n.account_name AS account_name,
        n.region_code AS region_code,
        n.unit AS unit,
        n.on_roster AS on_roster,
        arrayFilter(code -> code != '', [n.region_code, r.parent_code, above.parent_code]) AS line
    FROM v_accounts AS n
    LEFT ANY JOIN (SELECT region_code, parent_code FROM regions FINAL) AS r ON r.region_code = n.region_code
    LEFT ANY JOIN (SELECT region_code, parent_code FROM regions FINAL) AS above ON above.region_code = r.parent_code
    WHERE n.gathered
) AS a
WHERE multiIf(
    f.account_id != '', a.account_id = f.account_id,
    f.unit != '', a.unit = f.unit AND a.region_code = f.region_code,
    f.with_below, has(a.line, f.region_code),
    a.region_code != '' AND a.region_code = f.region_code
)
ORDER BY follow_up_id, account_id
COMMENT '每项跟踪可由哪些账号的作品完成；一项、一个账号一行'
