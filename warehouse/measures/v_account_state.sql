-- Which accounts are silent, and of which nobody can say. A post deleted within 24 hours of publication is no
-- update; an account without any update is silent since we began to watch it. Where nothing was fetched for
-- 24 hours, silence is not asserted: silent_days stays empty. What was before the last sixty days is read from what was kept
-- in the last half hour (warehouse/kept.py), or looked for as it is asked.

CREATE OR REPLACE VIEW v_account_state
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
    status LowCardinality(String) COMMENT '台账状态：active 在用、deregistering 注销中',
    gathered Bool COMMENT '本系统是否已有该平台的自动采集',
    roster_from Date COMMENT '列入台账的日期',
    roster_to Nullable(Date) COMMENT '移出台账的日期；空为仍在台账',
    last_update_at Nullable(DateTime64(3, 'UTC')) COMMENT '最后一次更新的时间（UTC）；发布后 24 小时内删除的不算',
    last_update_post_id Nullable(String) COMMENT '最后一次更新的作品编号',
    last_update_title Nullable(String) COMMENT '最后一次更新的标题',
    last_update_url Nullable(String) COMMENT '最后一次更新的地址',
    silent_days Nullable(Int32) COMMENT '静默天数（北京日）；采集不到或未接入时为空，不下结论',
    last_success_at Nullable(DateTime64(3, 'UTC')) COMMENT '最近一次采集成功的时间（UTC）',
    last_error_kind LowCardinality(String) COMMENT '最近一次采集的错误类别；没有错误为空',
    last_error String COMMENT '最近一次采集的错误（一句话）；没有错误为空',
    state LowCardinality(String) COMMENT '状态：active、silent（静默 ≥ 14 天）、unknown（24 小时内未采集成功）、not_gathered、deregistering',
    state_name LowCardinality(String) COMMENT '状态名称'
)
AS
WITH
    (SELECT max(kept_at) FROM kept_rounds WHERE answer = 'older_updates') AS round,
    round > now64(3) - INTERVAL 30 MINUTE AS kept,
    ifNull(c.last_success_at >= now64(3) - INTERVAL 24 HOUR, false) AS known,
    ifNull(
        toDate(u.last_update_at, 'Asia/Shanghai'),
        greatest(a.roster_from, toDate(ifNull(c.first_success_at, now64(3)), 'Asia/Shanghai'))
    ) AS silent_since,
    a.today - silent_since AS days
SELECT
    a.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.level_order AS level_order,
    a.region_code AS region_code,
    a.region_name AS region_name,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_code AS county_code,
    a.county_name AS county_name,
    a.kind AS kind,
    a.kind_name AS kind_name,
    a.department AS department,
    a.department_name AS department_name,
    a.unit AS unit,
    a.status AS status,
    a.gathered AS gathered,
    a.roster_from AS roster_from,
    a.roster_to AS roster_to,
    u.last_update_at AS last_update_at,
    u.last_update_post_id AS last_update_post_id,
    u.last_update_title AS last_update_title,
    u.last_update_url AS last_update_url,
    if(NOT a.gathered OR NOT known, NULL, days) AS silent_days,
    c.last_success_at AS last_success_at,
    c.last_error_kind AS last_error_kind,
    c.last_error AS last_error,
    multiIf(
        a.status = 'deregistering', 'deregistering',
        NOT a.gathered, 'not_gathered',
        NOT known, 'unknown',
        days >= 14, 'silent',
        'active'
    ) AS state,
    transform(
        state,
        ['active', 'silent', 'unknown', 'not_gathered', 'deregistering'],
        ['正常', '静默', '未知', '未接入', '注销中'],
        ''
    ) AS state_name
FROM
(
    SELECT
        *,
        toDate(now64(3), 'Asia/Shanghai') AS today
    FROM v_accounts
    WHERE status != 'closed' AND roster_from <= today AND (roster_to IS NULL OR roster_to > today)
) AS a
LEFT ANY JOIN
(
    SELECT
        p.account_id AS account_id,
        max(toNullable(p.published_at)) AS last_update_at,
        argMax(toNullable(p.post_id), (p.published_at, p.post_id)) AS last_update_post_id,
        argMax(toNullable(p.title), (p.published_at, p.post_id)) AS last_update_title,
        argMax(toNullable(p.url), (p.published_at, p.post_id)) AS last_update_url
    FROM
    (
        -- A day more than is kept, which was so some minutes ago.
        SELECT account_id, published_at, post_id, title, url
        FROM v_post_metrics
        WHERE published_at > now64(3) - INTERVAL 61 DAY
            AND published_at <= now64(3)
            AND (deleted_at IS NULL OR deleted_at > published_at + INTERVAL 24 HOUR)
        UNION ALL
        SELECT account_id, published_at, post_id, title, url
        FROM older_updates
        WHERE kept AND kept_at = round
        UNION ALL
        SELECT account_id, published_at, post_id, title, url
        FROM v_older_updates
        WHERE NOT kept
    ) AS p
    GROUP BY p.account_id
) AS u ON u.account_id = a.account_id
LEFT ANY JOIN (SELECT * FROM account_visits FINAL) AS c ON c.account_id = a.account_id
COMMENT '账号状态：最后一次更新、静默天数、采集是否正常；已注销的不列';
