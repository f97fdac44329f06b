-- Open and past alert episodes, readable. An episode that reached the veto keeps that mark after recovery.

CREATE OR REPLACE VIEW v_alerts
(
    episode_id String COMMENT '事件编号',
    open Bool COMMENT '是否未关闭',
    state_name LowCardinality(String) COMMENT '未关闭、已恢复',
    severity LowCardinality(String) COMMENT '级别：提示、预警、催办、否决、技术',
    severity_order UInt8 COMMENT '级别顺序：0 否决、1 催办、2 预警、3 提示、4 技术',
    rule_group LowCardinality(String) COMMENT '规则组代码：fortnight、collector',
    rule_group_name LowCardinality(String) COMMENT '规则组',
    rule LowCardinality(String) COMMENT '所处的规则代码',
    subject_kind LowCardinality(String) COMMENT '对象类别：account 账号、platform 平台',
    subject String COMMENT '对象：账号编号或平台代码',
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
    reached_veto Bool COMMENT '是否曾达到否决线；恢复后仍保留',
    notified_rule LowCardinality(String) COMMENT '已经通知到哪一级；空为尚未通知',
    evidence String COMMENT '依据（JSON）：最后一次更新及地址、采集记录'
)
AS
SELECT
    e.episode_id AS episode_id,
    e.closed_at IS NULL AS open,
    if(open, '未关闭', '已恢复') AS state_name,
    e.severity AS severity,
    transform(severity, ['否决', '催办', '预警', '提示', '技术'], [0, 1, 2, 3, 4], 9) AS severity_order,
    e.rule_group AS rule_group,
    transform(rule_group, ['fortnight', 'collector'], ['两周不更新', '采集'], rule_group) AS rule_group_name,
    e.rule AS rule,
    e.subject_kind AS subject_kind,
    e.subject AS subject,
    multiIf(
        a.account_name != '', a.account_name,
        e.subject_kind = 'platform' AND p.platform_name != '', p.platform_name,
        e.subject
    ) AS subject_name,
    if(e.subject_kind = 'platform', e.subject, a.platform) AS platform,
    if(e.subject_kind = 'platform', p.platform_name, a.platform_name) AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_code AS county_code,
    a.county_name AS county_name,
    a.unit AS unit,
    e.sentence AS sentence,
    e.opened_at AS opened_at,
    e.changed_at AS changed_at,
    e.closed_at AS closed_at,
    e.reached_veto AS reached_veto,
    e.notified_rule AS notified_rule,
    e.evidence AS evidence
FROM (SELECT * FROM alert_episodes FINAL) AS e
LEFT ANY JOIN v_accounts AS a ON a.account_id = e.subject
LEFT ANY JOIN v_platforms AS p ON p.platform = e.subject
ORDER BY open DESC, severity_order, opened_at DESC
COMMENT '预警事件：未关闭的在前，重的在前';
