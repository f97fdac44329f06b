-- What was done by other ways than posts: one row an SMS batch, an event, a unit's day on the learning platform, a run on a
-- screen, a consultation. `amount` counts what `basis_name` says; amounts of two channels are never added, nor to reach.

CREATE OR REPLACE VIEW v_channel_activities
(
    channel LowCardinality(String) COMMENT '渠道代码：sms、event、learning、screen、meeting',
    channel_name LowCardinality(String) COMMENT '渠道：短信、活动、学习平台、广播与户外屏、会商',
    record_id String COMMENT '编号；学习平台为日期加单位',
    region_code LowCardinality(String) COMMENT '区划代码：谁办的，不含其下各级',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    unit String COMMENT '发送单位、主办单位、学员单位、播出点位；会商为会议名称',
    title String COMMENT '内容或名称',
    first_day Date COMMENT '第一天（北京日）',
    last_day Date COMMENT '最后一天（北京日，含）',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    addressed Nullable(UInt64) COMMENT '短信：发送条数；其他渠道为空',
    amount Nullable(UInt64) COMMENT '数量，单位见 basis_name；不知道为空，会商没有数量',
    basis_name LowCardinality(String) COMMENT '数量的单位：送达条数、参加人次、学习人次、播放次数；会商为空'
)
AS
SELECT
    c.channel AS channel,
    transform(
        c.channel,
        ['sms', 'event', 'learning', 'screen', 'meeting'],
        ['短信', '活动', '学习平台', '广播与户外屏', '会商'],
        ''
    ) AS channel_name,
    c.record_id AS record_id,
    c.region_code AS region_code,
    r.name AS region_name,
    toString(r.level) AS level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    toUInt8(r.level) AS level_order,
    multiIf(r.level = 'city', r.region_code, parent.level = 'city', parent.region_code, '') AS city_code,
    multiIf(r.level = 'city', r.name, parent.level = 'city', parent.name, r.level = 'county', '省直管', '') AS city_name,
    c.unit AS unit,
    c.title AS title,
    c.first_day AS first_day,
    c.last_day AS last_day,
    c.topics AS topics,
    c.audiences AS audiences,
    c.addressed AS addressed,
    c.amount AS amount,
    transform(
        c.channel,
        ['sms', 'event', 'learning', 'screen'],
        ['送达条数', '参加人次', '学习人次', '播放次数'],
        ''
    ) AS basis_name
FROM
(
    SELECT
        'sms' AS channel, record_id, region_code, unit, text AS title,
        toDate(sent_at, 'Asia/Shanghai') AS first_day, toDate(sent_at, 'Asia/Shanghai') AS last_day,
        topics, audiences, toNullable(recipients) AS addressed, delivered AS amount
    FROM sms_batches FINAL
    WHERE NOT withdrawn
    UNION ALL
    SELECT
        'event', record_id, region_code, unit, name,
        first_day, ifNull(last_day, first_day), topics, audiences, NULL, attendance
    FROM publicity_events FINAL
    WHERE NOT withdrawn
    UNION ALL
    SELECT
        'learning', concat(toString(day), ' ', unit), region_code, unit, '学习平台',
        day, day, topics, audiences, NULL, learners
    FROM learning_days FINAL
    WHERE NOT withdrawn
    UNION ALL
    SELECT
        'screen', record_id, region_code, station, text,
        first_day, ifNull(last_day, first_day), topics, audiences, NULL,
        plays_a_day * (ifNull(last_day, first_day) - first_day + 1)
    FROM screen_runs FINAL
    WHERE NOT withdrawn
    UNION ALL
    SELECT
        'meeting', record_id, region_code, any(name), any(name),
        min(first_day), min(first_day), arraySort(groupUniqArrayArray(topics)), arraySort(groupUniqArrayArray(audiences)), NULL, NULL
    FROM consultation_items FINAL
    WHERE NOT withdrawn
    GROUP BY region_code, record_id
) AS c
INNER JOIN (SELECT * FROM regions FINAL) AS r ON r.region_code = c.region_code
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS parent ON parent.region_code = r.parent_code
COMMENT '其他渠道：短信、活动、学习平台、广播与户外屏、会商，每次一行；与作品分开，不相加'
