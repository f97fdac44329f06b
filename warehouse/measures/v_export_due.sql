-- Accounts that live by export: nothing gathers them, so a person must deliver a sheet every seven days, which
-- catches each post's figures at the age of a week. The last delivery is their last visit: nothing else visits
-- them.

CREATE OR REPLACE VIEW v_export_due
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码：province、city、county',
    level_name LowCardinality(String) COMMENT '级别',
    region_code LowCardinality(String) COMMENT '所属区划代码；无对应区划的单位为空',
    region_name LowCardinality(String) COMMENT '所属区划',
    unit String COMMENT '主办单位',
    last_export_at Nullable(DateTime64(3, 'UTC')) COMMENT '最近一份导出表的时间（UTC）；从未交过为空',
    due_on Date COMMENT '下一份最迟交的日子（北京日）：上一份之后 7 天',
    days_late UInt32 COMMENT '逾期天数；0 为未逾期',
    state LowCardinality(String) COMMENT '状态：delivered 已交、late 逾期、never 从未交过',
    state_name LowCardinality(String) COMMENT '状态名称'
)
AS
SELECT
    a.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.region_code AS region_code,
    a.region_name AS region_name,
    a.unit AS unit,
    c.last_export_at AS last_export_at,
    ifNull(toDate(c.last_export_at, 'Asia/Shanghai'), a.roster_from) + 7 AS due_on,
    toUInt32(greatest(a.today - due_on, 0)) AS days_late,
    multiIf(c.last_export_at IS NULL, 'never', days_late > 0, 'late', 'delivered') AS state,
    transform(state, ['delivered', 'late', 'never'], ['已交', '逾期', '从未交过'], '') AS state_name
FROM
(
    SELECT
        *,
        toDate(now64(3), 'Asia/Shanghai') AS today
    FROM v_accounts
    WHERE NOT gathered AND status = 'active' AND roster_from <= today AND (roster_to IS NULL OR roster_to > today)
) AS a
LEFT ANY JOIN (SELECT account_id, last_success_at AS last_export_at FROM account_visits FINAL) AS c ON c.account_id = a.account_id
COMMENT '靠导出的账号：最近一份导出表、到期日、逾期天数'
