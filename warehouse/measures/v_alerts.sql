-- Open and past alert episodes, readable, with what people did about them and whether anybody was told. An
-- episode that reached the veto keeps that mark after recovery. The days left count on for a snoozed one.

CREATE OR REPLACE VIEW v_alerts
(
    episode_id String COMMENT '事件编号',
    open Bool COMMENT '是否未关闭',
    state_name LowCardinality(String) COMMENT '未关闭、已恢复、已更正（从未成立）、已核查、不再监测、已并入',
    severity LowCardinality(String) COMMENT '级别：否决、催办、预警、核查、提示、建议、技术',
    severity_order UInt8 COMMENT '级别顺序：从 0 否决到 6 技术，重的在前',
    rule_group LowCardinality(String) COMMENT '规则组代码：fortnight、collector 等',
    rule_group_name LowCardinality(String) COMMENT '规则组',
    rule LowCardinality(String) COMMENT '所处的规则代码',
    subject_kind LowCardinality(String) COMMENT '对象类别：account 账号、platform 平台、county 县等',
    subject String COMMENT '对象：账号编号、平台代码或区划代码；受众空白、跟踪问效在斜线后写明是哪一类、哪一项',
    subject_name String COMMENT '对象名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码；平台事件为空',
    level_name LowCardinality(String) COMMENT '级别；平台事件为空',
    city_code LowCardinality(String) COMMENT '所在市代码',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    unit String COMMENT '主办单位',
    sentence String COMMENT '说明',
    opened_at DateTime64(3, 'UTC') COMMENT '开始时间（UTC）',
    changed_at DateTime64(3, 'UTC') COMMENT '最近一次升级或关闭的时间（UTC）',
    closed_at Nullable(DateTime64(3, 'UTC')) COMMENT '关闭时间（UTC）；空为未关闭',
    closed_as LowCardinality(String) COMMENT '如何关闭：recovered、corrected、checked、left、merged；空为未关闭',
    reached_veto Bool COMMENT '是否曾达到否决线；恢复后仍保留',
    silent_since Nullable(Date) COMMENT '从哪天起静默（北京日）；不是静默类的为空',
    days_left Nullable(Int32) COMMENT '距否决线（静默满 14 天）还有几天；已过为负，已关闭或不是静默类的为空',
    last_update_title String COMMENT '最后一次更新的标题；没有为空',
    last_update_url String COMMENT '最后一次更新的地址；没有为空',
    told_at Nullable(DateTime64(3, 'UTC')) COMMENT '第一次送达收件人的时间（UTC）；空为尚未送达',
    told_recipients UInt64 COMMENT '已送达几个收件人',
    acknowledged_at Nullable(DateTime64(3, 'UTC')) COMMENT '认领时间（UTC），第一次；空为尚未认领',
    acknowledged_by String COMMENT '最近一次由谁认领；空为尚未认领',
    snoozed_until Nullable(DateTime64(3, 'UTC')) COMMENT '暂停通知到何时（UTC）；空为没有暂停',
    snooze_reason String COMMENT '暂停通知的理由',
    comments UInt64 COMMENT '备注条数',
    evidence String COMMENT '依据（JSON）：最后一次更新及地址、采集记录'
)
AS
SELECT
    e.episode_id AS episode_id,
    e.closed_at IS NULL AS open,
    multiIf(
        open, '未关闭',
        e.closed_as = 'corrected', '已更正',
        e.closed_as = 'checked', '已核查',
        e.closed_as = 'left', '不再监测',
        e.closed_as = 'merged', '已并入',
        '已恢复'
    ) AS state_name,
    e.severity AS severity,
    transform(severity, ['否决', '催办', '预警', '核查', '提示', '建议', '技术'], [0, 1, 2, 3, 4, 5, 6], 9) AS severity_order,
    e.rule_group AS rule_group,
    transform(
        rule_group,
        [
            'fortnight', 'holiday', 'rhythm', 'volume', 'reach', 'county', 'dormant', 'release', 'release_gap',
            'audience', 'recall', 'original', 'collector', 'identity', 'authorisation', 'export', 'follow_up'
        ],
        [
            '两周不更新', '节前提醒', '更新节奏', '发布量', '触达', '停更县', '长期不更新', '转发时限', '转发缺口',
            '受众空白', '删改', '原创', '采集', '账号信息', '账号授权', '导出表', '跟踪问效'
        ],
        rule_group
    ) AS rule_group_name,
    e.rule AS rule,
    e.subject_kind AS subject_kind,
    e.subject AS subject,
    multiIf(
        a.account_name != '', a.account_name,
        e.subject_kind = 'platform' AND p.platform_name != '', p.platform_name,
        r.name != '', r.name,
        e.subject
    ) AS subject_name,
    if(e.subject_kind = 'platform', e.subject, a.platform) AS platform,
    if(e.subject_kind = 'platform', p.platform_name, a.platform_name) AS platform_name,
    if(r.name != '', r.level, a.level) AS level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    multiIf(
        r.level = 'city', r.region_code,
        r.level = 'county' AND parent.level = 'city', parent.region_code,
        a.city_code
    ) AS city_code,
    multiIf(
        r.level = 'city', r.name,
        r.level = 'county' AND parent.level = 'city', parent.name,
        r.level = 'county', '省直管',
        a.city_name
    ) AS city_name,
    if(r.level = 'county', r.region_code, a.county_code) AS county_code,
    if(r.level = 'county', r.name, a.county_name) AS county_name,
    a.unit AS unit,
    e.sentence AS sentence,
    e.opened_at AS opened_at,
    e.changed_at AS changed_at,
    e.closed_at AS closed_at,
    e.closed_as AS closed_as,
    e.reached_veto AS reached_veto,
    toDateOrNull(JSONExtractString(e.evidence, 'silent_since')) AS silent_since,
    if(open, silent_since + 14 - toDate(now64(3), 'Asia/Shanghai'), NULL) AS days_left,
    JSONExtractString(e.evidence, 'last_update_title') AS last_update_title,
    JSONExtractString(e.evidence, 'last_update_url') AS last_update_url,
    m.told_at AS told_at,
    m.told_recipients AS told_recipients,
    h.acknowledged_at AS acknowledged_at,
    h.acknowledged_by AS acknowledged_by,
    h.snoozed_until AS snoozed_until,
    h.snooze_reason AS snooze_reason,
    h.comments AS comments,
    e.evidence AS evidence
FROM (SELECT *, splitByChar('/', subject)[1] AS place FROM alert_episodes FINAL) AS e
LEFT ANY JOIN v_accounts AS a ON a.account_id = e.place
LEFT ANY JOIN v_platforms AS p ON p.platform = e.place
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS r ON r.region_code = e.place
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS parent ON parent.region_code = r.parent_code
LEFT ANY JOIN
(
    SELECT
        episode_id,
        min(sent_at) AS told_at,
        uniqExact(recipient) AS told_recipients
    FROM v_alert_messages
    ARRAY JOIN episode_ids AS episode_id
    WHERE state = 'sent'
    GROUP BY episode_id
) AS m ON m.episode_id = e.episode_id
LEFT ANY JOIN
(
    SELECT
        episode_id,
        minIf(toNullable(at), kind = 'acknowledged') AS acknowledged_at,
        argMaxIf(done_by, at, kind = 'acknowledged') AS acknowledged_by,
        argMaxIf(until, at, kind = 'snoozed') AS snoozed_until,
        argMaxIf(words, at, kind = 'snoozed') AS snooze_reason,
        countIf(kind = 'commented') AS comments
    FROM alert_history FINAL
    GROUP BY episode_id
) AS h ON h.episode_id = e.episode_id
ORDER BY open DESC, severity_order, opened_at DESC
COMMENT '预警事件：未关闭的在前，重的在前';
