-- Roll-ups: what the views need of many raw rows, kept in one row, so that an answer does not read every snapshot there ever
-- was. They are made from the raw tables by warehouse/rollups/*.sql, after each batch and before its offsets are
-- committed, and anew where that SQL has changed (warehouse/rollups.py). Nothing is known only here.

CREATE TABLE IF NOT EXISTS post_metrics
(
    post_id String COMMENT '作品编号',
    account_id LowCardinality(String) COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    title String COMMENT '标题',
    url String COMMENT '作品地址',
    media LowCardinality(String) COMMENT '形式',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）；moved 的行为曾经显示的时间',
    published_precision LowCardinality(String) COMMENT '发布时间的精度：second 秒、minute 分、day 日',
    fetched_at DateTime64(3, 'UTC') COMMENT '最新状态的采集时间（UTC）',
    first_seen_at DateTime64(3, 'UTC') COMMENT '首次采集到的时间（UTC）',
    last_seen_at DateTime64(3, 'UTC') COMMENT '最近一次采集到的时间（UTC）',
    deleted Bool COMMENT '平台显示已删除',
    deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT '首次发现已删除的时间（UTC）',
    has_source Bool COMMENT '注明了来源',
    original Bool COMMENT '原创：不是平台转发',
    position Nullable(UInt8) COMMENT '在多图文消息中的位置，从 1 起',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    tagger LowCardinality(String) COMMENT '打标程序的版本',
    reach_1h Nullable(Int64) COMMENT '0–1 小时之间最后的触达',
    reach_24h Nullable(Int64) COMMENT '12–24 小时之间最后的触达',
    reach_72h Nullable(Int64) COMMENT '48–72 小时之间最后的触达',
    reach_7d Nullable(Int64) COMMENT '5–7 天之间最后的触达',
    reach_7d_is_floor Bool COMMENT '该数字只是下限',
    reach_last Nullable(Int64) COMMENT '目前最后一个触达',
    reach_last_at Nullable(DateTime64(3, 'UTC')) COMMENT '它所指的时刻（UTC）',
    reach_peak Nullable(Int64) COMMENT '曾经出现过的最大触达',
    views_7d Nullable(Int64) COMMENT '5–7 天之间最后的阅读/播放（次）',
    readers_7d Nullable(Int64) COMMENT '5–7 天之间最后的阅读人数（人）',
    likes_7d Nullable(Int64) COMMENT '5–7 天之间最后的点赞',
    looks_7d Nullable(Int64) COMMENT '5–7 天之间最后的在看/推荐',
    comments_7d Nullable(Int64) COMMENT '5–7 天之间最后的评论',
    shares_7d Nullable(Int64) COMMENT '5–7 天之间最后的分享/转发（次）',
    moved Bool COMMENT '作品的发布时间已更正到别的月份：此行只用来抹去它在本月的旧行',
    version UInt64 COMMENT '由哪些原始记录得出：原始记录越多越大，相同则相同'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(toDate(published_at, 'Asia/Shanghai'))
ORDER BY post_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    min_age_to_force_merge_seconds = 900, min_age_to_force_merge_on_partition_only = 1
COMMENT '作品的汇总：最新状态与各年龄的数字，每件一行；请通过 v_post_reach 等视图读取';

CREATE TABLE IF NOT EXISTS visit_days
(
    account_id LowCardinality(String) COMMENT '账号编号',
    day Date COMMENT '采集开始的北京日',
    first_success_at Nullable(DateTime64(3, 'UTC')) COMMENT '当日最早一次成功采集的结束时间（UTC）；空为没有成功',
    last_success_at Nullable(DateTime64(3, 'UTC')) COMMENT '当日最后一次成功采集的结束时间（UTC）；空为没有成功',
    last_started_at DateTime64(3, 'UTC') COMMENT '当日最后一次采集的开始时间（UTC）',
    last_error_kind LowCardinality(String) COMMENT '该次的原因类别；空为无',
    last_error String COMMENT '该次的原因（一句话）；空为无',
    version UInt64 COMMENT '由哪些原始记录得出：原始记录越多越大，相同则相同'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYear(day)
ORDER BY (account_id, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    min_age_to_force_merge_seconds = 900, min_age_to_force_merge_on_partition_only = 1
COMMENT '每个账号每一天的采集汇总';

CREATE TABLE IF NOT EXISTS account_visits
(
    account_id LowCardinality(String) COMMENT '账号编号',
    starts Array(Date) COMMENT '连续有成功采集的各段的第一天（北京日），由早到晚',
    ends Array(Date) COMMENT '各段的最后一天',
    first_success_at Nullable(DateTime64(3, 'UTC')) COMMENT '最早一次成功采集的结束时间（UTC）；空为没有成功',
    last_success_at Nullable(DateTime64(3, 'UTC')) COMMENT '最后一次成功采集的结束时间（UTC）；空为没有成功',
    last_error_kind LowCardinality(String) COMMENT '最近一次采集的原因类别；空为无',
    last_error String COMMENT '最近一次采集的原因（一句话）；空为无',
    version UInt64 COMMENT '由哪些原始记录得出：原始记录越多越大，相同则相同'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY account_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '每个账号的采集汇总：哪些日子采集成功、最近一次结果';
