-- What became of an alert: its steps, what people did about it, and which message told whom.

ALTER TABLE alert_episodes
    ADD COLUMN closed_as LowCardinality(String) DEFAULT ''
        COMMENT '如何关闭：recovered 已恢复、corrected 更正（补采到更早的作品）、checked 已由人核查、left 不再监测、merged 并入另一条；空为未关闭'
        AFTER closed_at,
    DROP COLUMN notified_rule;

ALTER TABLE alert_episodes MODIFY COLUMN version UInt64 COMMENT '版本：判定时刻（毫秒），递增';

CREATE TABLE alert_history
(
    episode_id String COMMENT '事件编号',
    entry_id String COMMENT '条目编号',
    at DateTime64(3, 'UTC') COMMENT '时间（UTC）',
    kind LowCardinality(String) COMMENT '发生了什么：opened、escalated、eased、closed、reopened、acknowledged、snoozed、commented',
    rule LowCardinality(String) COMMENT '当时所处的规则；人做的事为空',
    severity LowCardinality(String) COMMENT '当时的级别；人做的事为空',
    words String COMMENT '当时的说明；人做的事为其理由或备注',
    done_by String COMMENT '谁做的；系统判定为空',
    until Nullable(DateTime64(3, 'UTC')) COMMENT '暂停通知到何时（UTC）；其他条目为空'
)
ENGINE = ReplacingMergeTree
ORDER BY (episode_id, entry_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '预警事件的经过：系统的判定与人的处置，只增不改';

-- The two tables below are the outbox. Whoever writes a row first has written it: every row is inserted with a
-- deduplication token made of its key, so that of two processes only one succeeds, and each reads which.
CREATE TABLE alert_messages
(
    recipient LowCardinality(String) COMMENT '收件人编号',
    number UInt64 COMMENT '该收件人的第几条消息，从 1 起连续',
    composed_by String COMMENT '哪个进程写的',
    composed_at DateTime64(3, 'UTC') COMMENT '写成的时间（UTC）',
    episode_ids Array(String) COMMENT '说到的事件编号',
    told Array(String) COMMENT '各事件说到哪一级：级别，或 closed 已关闭；与 episode_ids 一一对应',
    message_key String COMMENT '消息的唯一编号，重发时不变',
    subject String COMMENT '标题',
    text String COMMENT '正文；空为只登记收件人、无须发送',
    document String COMMENT '给程序看的内容（JSON）'
)
ENGINE = ReplacingMergeTree
ORDER BY (recipient, number)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '发件箱：每个收件人的消息，先写下再发送';

CREATE TABLE alert_attempts
(
    recipient LowCardinality(String) COMMENT '收件人编号',
    number UInt64 COMMENT '该收件人的第几条消息',
    attempt UInt16 COMMENT '第几次尝试，从 1 起连续',
    claimed_by String COMMENT '哪个进程在发',
    claimed_at DateTime64(3, 'UTC') COMMENT '开始发送的时间（UTC）',
    outcome LowCardinality(String) COMMENT '结果：sent 对方已收下、failed 未成功、unanswered 没有等到回音（可能已送达）、given_up 不再尝试；空为尚无结果',
    detail String COMMENT '对方怎么说（不含地址）',
    settled_at Nullable(DateTime64(3, 'UTC')) COMMENT '得到结果的时间（UTC）',
    version UInt8 COMMENT '版本：1 开始发送、2 有结果'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (recipient, number, attempt)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '每条消息的每次发送与结果';
