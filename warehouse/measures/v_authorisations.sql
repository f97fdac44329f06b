-- Who must authorise again, and by when. The state follows the clock: what was lasting when it was checked may be
-- due by now. An account the gatherer has not looked at for two days is left to the collector's own alerts.

CREATE OR REPLACE VIEW v_authorisations
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
    state LowCardinality(String) COMMENT '状态：lasting、due（14 天内须人工）、ended、unknown、missing',
    state_name LowCardinality(String) COMMENT '状态名称',
    person_by Nullable(DateTime64(3, 'UTC')) COMMENT '最迟须由人重新授权的时间（UTC）；不需要或不明为空',
    days_left Nullable(Int32) COMMENT '到那一天还有几天（北京日）；已过为负；不明为空',
    token_until Nullable(DateTime64(3, 'UTC')) COMMENT '当前令牌到期时间（UTC）；不明为空',
    renewals Nullable(UInt16) COMMENT '刷新令牌已续期的次数；不适用为空',
    checked_at DateTime64(3, 'UTC') COMMENT '检查时间（UTC）'
)
AS
SELECT
    s.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.region_code AS region_code,
    a.region_name AS region_name,
    a.unit AS unit,
    multiIf(
        s.person_by IS NULL, s.state,
        s.person_by <= now64(3), 'ended',
        s.person_by <= now64(3) + INTERVAL 14 DAY, 'due',
        'lasting'
    ) AS state,
    transform(
        state,
        ['lasting', 'due', 'ended', 'unknown', 'missing'],
        ['有效', '即将到期', '已失效', '期限不明', '没有凭据'],
        ''
    ) AS state_name,
    s.person_by AS person_by,
    toDate(s.person_by, 'Asia/Shanghai') - toDate(now64(3), 'Asia/Shanghai') AS days_left,
    s.token_until AS token_until,
    s.renewals AS renewals,
    s.checked_at AS checked_at
FROM (SELECT * FROM authorisations FINAL) AS s
INNER JOIN v_accounts AS a ON a.account_id = s.account_id
WHERE a.status = 'active' AND (a.roster_to IS NULL OR a.roster_to > toDate(now64(3), 'Asia/Shanghai'))
COMMENT '账号授权：谁须在何时之前重新授权'
