-- The outbox, readable: each message to a recipient, and what became of it. A message that was given up is not
-- counted as told; its episodes come again in a later one.

CREATE OR REPLACE VIEW v_alert_messages
(
    recipient LowCardinality(String) COMMENT '收件人编号',
    number UInt64 COMMENT '该收件人的第几条消息',
    state LowCardinality(String) COMMENT '状态：sent 已送达、waiting 待发送、given_up 已放弃（内容并入以后的消息）、nothing 无须发送',
    state_name LowCardinality(String) COMMENT '状态名称',
    composed_at DateTime64(3, 'UTC') COMMENT '写成的时间（UTC）',
    sent_at Nullable(DateTime64(3, 'UTC')) COMMENT '对方收下的时间（UTC）；空为尚未',
    attempts UInt16 COMMENT '尝试的次数',
    last_attempt_at Nullable(DateTime64(3, 'UTC')) COMMENT '最近一次尝试的时间（UTC）；空为没有',
    last_outcome LowCardinality(String) COMMENT '最近一次尝试的结果；空为没有结果',
    detail String COMMENT '最近一次尝试对方怎么说',
    episode_ids Array(String) COMMENT '说到的事件编号',
    told Array(String) COMMENT '各事件说到哪一级：级别，或 closed 已关闭',
    message_key String COMMENT '消息的唯一编号，重发时不变',
    subject String COMMENT '标题',
    text String COMMENT '正文',
    document String COMMENT '给程序看的内容（JSON）'
)
AS
SELECT
    m.recipient AS recipient,
    m.number AS number,
    multiIf(
        m.text = '', 'nothing',
        a.sent_at IS NOT NULL, 'sent',
        a.last_outcome = 'given_up', 'given_up',
        'waiting'
    ) AS state,
    transform(
        state, ['sent', 'waiting', 'given_up', 'nothing'], ['已送达', '待发送', '已放弃', '无须发送'], state
    ) AS state_name,
    m.composed_at AS composed_at,
    a.sent_at AS sent_at,
    a.attempts AS attempts,
    a.last_attempt_at AS last_attempt_at,
    a.last_outcome AS last_outcome,
    a.detail AS detail,
    m.episode_ids AS episode_ids,
    m.told AS told,
    m.message_key AS message_key,
    m.subject AS subject,
    m.text AS text,
    m.document AS document
FROM (SELECT * FROM alert_messages FINAL) AS m
LEFT ANY JOIN
(
    SELECT
        recipient,
        number,
        max(attempt) AS attempts,
        max(toNullable(claimed_at)) AS last_attempt_at,
        maxIf(settled_at, outcome = 'sent') AS sent_at,
        argMax(outcome, attempt) AS last_outcome,
        argMax(detail, attempt) AS detail
    FROM alert_attempts FINAL
    GROUP BY recipient, number
) AS a ON a.recipient = m.recipient AND a.number = m.number
COMMENT '给收件人的消息：说了什么、送到没有';
