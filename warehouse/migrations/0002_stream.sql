-- What is known about the stream itself: what became of its dead letters, and how far behind the loader is.

CREATE TABLE dead_letter_fates
(
    letter_id String COMMENT '死信编号',
    fate LowCardinality(String) COMMENT '处理结果：replayed 已重放、dropped 已丢弃',
    attempt UInt16 COMMENT '处理时是第几次尝试',
    decided_at DateTime64(3, 'UTC') COMMENT '处理时间（UTC）',
    decided_by String COMMENT '处理人（操作系统用户名）',
    why String COMMENT '处理理由；重放可以为空'
)
ENGINE = ReplacingMergeTree(decided_at)
ORDER BY letter_id
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '死信的处理：谁、何时、为何重放或丢弃';

CREATE TABLE stream_lag
(
    measured_at DateTime64(3, 'UTC') COMMENT '测量时间（UTC），取整到分钟',
    topic LowCardinality(String) COMMENT '数据流主题',
    partition UInt32 COMMENT '数据流分区',
    end_offset UInt64 COMMENT '下一条记录将得到的位移',
    committed_offset UInt64 COMMENT '入库程序已提交的位移：之前的都已入库',
    lag UInt64 COMMENT '待入库的条数'
)
ENGINE = ReplacingMergeTree
ORDER BY (topic, partition, measured_at)
TTL toDateTime(measured_at) + INTERVAL 30 DAY
COMMENT '入库程序每分钟记下的积压，保留 30 天';

CREATE TABLE unknown_fields
(
    topic LowCardinality(String) COMMENT '来自数据流的哪个主题',
    partition UInt32 COMMENT '数据流分区',
    offset UInt64 COMMENT '数据流位移',
    record_key String COMMENT '记录的键：作品编号或账号编号',
    schema_version LowCardinality(String) COMMENT '记录的版本，比本系统的新',
    fields String COMMENT '本系统还不认识的字段，保持原样（JSON）',
    sent_at DateTime64(3, 'UTC') COMMENT '发送时间（UTC）'
)
ENGINE = ReplacingMergeTree
ORDER BY (topic, partition, offset)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '较新版本的记录中，本系统还没有对应列的字段；升级后用 fenghuo replay 补入';
