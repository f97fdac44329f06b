-- What each post is compared with: its account's, or its peers', usual reach before it at the same age. Telling it needs up to
-- 500 earlier posts of each, too much for a question somebody waits for, so it is worked out beside the matching of releases
-- (warehouse/benchmarks.py) and kept; v_overperformance compares. Partitioned like post_metrics, for the same reason.

CREATE TABLE IF NOT EXISTS post_benchmarks
(
    post_id String COMMENT '作品编号',
    age LowCardinality(String) COMMENT '年龄代码：1h、24h、72h、7d',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    kind LowCardinality(String) COMMENT '主体类别代码',
    media LowCardinality(String) COMMENT '形式：只与同形式的作品比',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    reach Int64 COMMENT '这件作品在该年龄的触达',
    benchmark_of LowCardinality(String) COMMENT '与谁比：account 自己的前作、peers 同类账号的前作；空为前作不足 12 件，不比',
    benchmark_posts UInt16 COMMENT '基准用了多少件前作',
    expected Nullable(Float64) COMMENT '基准：前作触达去掉最高、最低各四分之一后的平均',
    gone Bool COMMENT '不再可比：作品删除、改期、缺了数字或账号不在级别中',
    made_at DateTime64(3, 'UTC') COMMENT '算出的时间（UTC）'
)
ENGINE = ReplacingMergeTree(made_at)
PARTITION BY toYYYYMM(toDate(published_at, 'Asia/Shanghai'))
ORDER BY (post_id, age, published_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    min_age_to_force_merge_seconds = 900, min_age_to_force_merge_on_partition_only = 1
COMMENT '作品的基准：每件作品、每个年龄与什么相比；请通过 v_overperformance 读取';
