-- The latest measurement of each partition. A loader that has died measures no more: look at age_seconds.

CREATE OR REPLACE VIEW v_stream_lag
(
    topic LowCardinality(String) COMMENT '数据流主题',
    partition UInt32 COMMENT '数据流分区',
    lag UInt64 COMMENT '待入库的条数',
    end_offset UInt64 COMMENT '下一条记录将得到的位移',
    committed_offset UInt64 COMMENT '入库程序已提交的位移：之前的都已入库',
    measured_at DateTime64(3, 'UTC') COMMENT '测量时间（UTC）',
    age_seconds Int64 COMMENT '测量至今的秒数；超过几分钟说明入库程序没有在运行'
)
AS
SELECT
    topic,
    partition,
    lag,
    end_offset,
    committed_offset,
    measured_at,
    dateDiff('second', measured_at, now64(3)) AS age_seconds
FROM stream_lag FINAL
ORDER BY topic, partition, measured_at DESC
LIMIT 1 BY topic, partition
COMMENT '入库积压：每个分区最近一次测量'
