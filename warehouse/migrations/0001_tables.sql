-- The tables of the spine. Every table replaces a repeated row by itself: its ORDER BY is the row's identity,
-- and the version column says which of two rows for one identity is the newer. Instants are UTC; a Date is a
-- Beijing day. Read the tables through the views v_…, or with FINAL. What the loader fills is on the disk when
-- an insert returns (fsync), since it commits its offsets right behind it.

CREATE TABLE regions
(
    region_code LowCardinality(String) COMMENT '行政区划代码（GB/T 2260；雄安新区为占位代码）',
    name LowCardinality(String) COMMENT '名称',
    level Enum8('province' = 0, 'city' = 1, 'county' = 2) COMMENT '级别',
    parent_code LowCardinality(String) COMMENT '管辖它的上级代码；省为空',
    gb_parent_code LowCardinality(String) COMMENT '按代码结构的上级代码',
    kind LowCardinality(String) COMMENT '类别：地级市、市辖区、县级市、县、自治县等',
    population Nullable(UInt32) COMMENT '常住人口（2020 年普查）；空为未知，不是零',
    synced_at DateTime64(3, 'UTC') COMMENT '写入时间'
)
ENGINE = ReplacingMergeTree(synced_at)
ORDER BY region_code
COMMENT '行政区划';

CREATE TABLE departments
(
    department LowCardinality(String) COMMENT '部门代码',
    name LowCardinality(String) COMMENT '部门简称',
    body String COMMENT '机构名称',
    synced_at DateTime64(3, 'UTC') COMMENT '写入时间'
)
ENGINE = ReplacingMergeTree(synced_at)
ORDER BY department
COMMENT '行业部门';

CREATE TABLE accounts
(
    account_id String COMMENT '账号编号（台账中的编号）',
    name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level Enum8('province' = 0, 'city' = 1, 'county' = 2) COMMENT '级别',
    region_code LowCardinality(String) COMMENT '所属区划代码；无对应区划的单位为空',
    kind LowCardinality(String) COMMENT '主体类别：brigade 消防队伍、department 行业部门、media 媒体、township 乡镇',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    unit String COMMENT '主办单位',
    status LowCardinality(String) COMMENT '台账状态：active 在用、deregistering 注销中、closed 已注销',
    gathered Bool COMMENT '本系统是否已有该平台的自动采集',
    roster_from Date COMMENT '列入台账的日期',
    roster_to Nullable(Date) COMMENT '移出台账的日期；空为仍在台账',
    synced_at DateTime64(3, 'UTC') COMMENT '写入时间'
)
ENGINE = ReplacingMergeTree(synced_at)
ORDER BY (account_id, roster_from)
COMMENT '账号台账（带有效期）';

CREATE TABLE posts
(
    post_id String COMMENT '作品编号：平台:平台内编号',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    url String COMMENT '作品地址',
    title String COMMENT '标题，保持原样',
    text String COMMENT '正文，保持原样',
    media LowCardinality(String) COMMENT '形式：article 图文、images 图片、video 视频、short_text 短文、audio 音频、link 链接',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_precision LowCardinality(String) COMMENT '发布时间的精度：second 秒、minute 分、day 日',
    fetched_at DateTime64(3, 'UTC') COMMENT '本次采集时间（UTC）',
    source_label Nullable(String) COMMENT '来源/转自',
    repost_of Nullable(String) COMMENT '平台标明的原作品编号',
    position Nullable(UInt8) COMMENT '在多图文消息中的位置，从 1 起',
    hashtags Array(String) COMMENT '话题标签',
    deleted Bool COMMENT '平台显示已删除',
    extractor Nullable(String) COMMENT '网页正文由哪种规则提取',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    evidence String COMMENT '每个标签的依据（JSON）',
    tagger LowCardinality(String) COMMENT '打标程序的版本',
    topic LowCardinality(String) COMMENT '来自数据流的哪个主题',
    partition UInt32 COMMENT '数据流分区',
    offset UInt64 COMMENT '数据流位移'
)
ENGINE = ReplacingMergeTree(fetched_at)
ORDER BY post_id
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '作品的最新状态';

CREATE TABLE post_versions
(
    post_id String COMMENT '作品编号',
    fetched_at DateTime64(3, 'UTC') COMMENT '采集时间（UTC）',
    title String COMMENT '当时的标题',
    text_digest FixedString(16) COMMENT '当时正文的摘要（十六进制前 16 位）',
    deleted Bool COMMENT '当时是否已删除',
    published_at DateTime64(3, 'UTC') COMMENT '当时显示的发布时间（UTC）'
)
ENGINE = ReplacingMergeTree
ORDER BY (post_id, fetched_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '每次看到一件作品的记录：首见、末见、改动与删除由此得出';

CREATE TABLE metrics
(
    post_id String COMMENT '作品编号',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    observed_at DateTime64(3, 'UTC') COMMENT '采集时间（UTC）',
    as_of Date COMMENT '平台所说的日期（北京日）；1970-01-01 表示即时数字',
    figure_at DateTime64(3, 'UTC') COMMENT '数字所指的时刻：即时数字为采集时间，按日数字为当日结束',
    source LowCardinality(String) COMMENT '来源：official 官方接口、export 后台导出、site_reported 网站自报',
    kind LowCardinality(String) COMMENT '性质：cumulative 累计、daily 当日增量、window 一段时间',
    views Nullable(Int64) COMMENT '阅读/播放（次）',
    readers Nullable(Int64) COMMENT '阅读人数（人）',
    impressions Nullable(Int64) COMMENT '曝光（次）',
    delivered Nullable(Int64) COMMENT '送达人数（人）',
    likes Nullable(Int64) COMMENT '点赞',
    looks Nullable(Int64) COMMENT '在看/推荐',
    comments Nullable(Int64) COMMENT '评论',
    shares Nullable(Int64) COMMENT '分享/转发（次）',
    sharers Nullable(Int64) COMMENT '分享人数（人）',
    forwards Nullable(Int64) COMMENT '转发到聊天等（次）',
    downloads Nullable(Int64) COMMENT '下载（次）',
    favourites Nullable(Int64) COMMENT '收藏',
    coins Nullable(Int64) COMMENT '投币',
    danmaku Nullable(Int64) COMMENT '弹幕',
    followers_new Nullable(Int64) COMMENT '由此新增的关注',
    completion_rate Nullable(Float64) COMMENT '完读/完播率（0–1）',
    avg_seconds Nullable(Float64) COMMENT '平均阅读/播放时长（秒）',
    precision Map(LowCardinality(String), LowCardinality(String)) COMMENT '不精确的数字：rounded_display 约数、lower_bound 下限',
    topic LowCardinality(String) COMMENT '来自数据流的哪个主题',
    partition UInt32 COMMENT '数据流分区',
    offset UInt64 COMMENT '数据流位移'
)
ENGINE = ReplacingMergeTree(offset)
ORDER BY (post_id, source, kind, as_of, observed_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '作品数字的每一次快照，从不覆盖';

CREATE TABLE account_metrics
(
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    observed_at DateTime64(3, 'UTC') COMMENT '采集时间（UTC）',
    as_of Date COMMENT '平台所说的日期（北京日）；1970-01-01 表示即时数字',
    followers_total Nullable(Int64) COMMENT '粉丝总数',
    followers_new Nullable(Int64) COMMENT '新增粉丝（净）',
    posts_total Nullable(Int64) COMMENT '作品总数',
    topic LowCardinality(String) COMMENT '来自数据流的哪个主题',
    partition UInt32 COMMENT '数据流分区',
    offset UInt64 COMMENT '数据流位移'
)
ENGINE = ReplacingMergeTree(offset)
ORDER BY (account_id, as_of, observed_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '账号自身数字的快照';

CREATE TABLE crawls
(
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    started_at DateTime64(3, 'UTC') COMMENT '开始时间（UTC）',
    finished_at DateTime64(3, 'UTC') COMMENT '结束时间（UTC）',
    outcome LowCardinality(String) COMMENT '结果：ok 成功、partial 部分成功、failed 失败、unsupported 未接入',
    posts_seen UInt32 COMMENT '看到的作品数',
    figures_seen UInt32 COMMENT '看到的数字行数',
    requests UInt32 COMMENT '请求数',
    error_kind LowCardinality(String) COMMENT '原因类别；空为无',
    error String COMMENT '原因（一句话）；空为无',
    topic LowCardinality(String) COMMENT '来自数据流的哪个主题',
    partition UInt32 COMMENT '数据流分区',
    offset UInt64 COMMENT '数据流位移'
)
ENGINE = ReplacingMergeTree(offset)
ORDER BY (account_id, started_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '每次采集的结果：没有它，就分不清是县里沉默还是采集坏了';

CREATE TABLE dead_letters
(
    letter_id String COMMENT '死信编号：原主题/分区/位移，或内容摘要',
    received_at DateTime64(3, 'UTC') COMMENT '发现时间（UTC）',
    reason String COMMENT '原因（一句话）',
    origin LowCardinality(String) COMMENT '谁发现的：crawlers 或 loader',
    account_id String COMMENT '账号编号；不知道则为空',
    source_topic LowCardinality(String) COMMENT '原来的主题；不来自数据流则为空',
    source_partition Int32 COMMENT '原来的分区；-1 为无',
    source_offset Int64 COMMENT '原来的位移；-1 为无',
    attempt UInt16 COMMENT '第几次尝试',
    schema_version LowCardinality(String) COMMENT '记录自称的版本；不知道则为空',
    payload String COMMENT '原始字节（base64）',
    topic LowCardinality(String) COMMENT '死信主题',
    partition UInt32 COMMENT '死信分区',
    offset UInt64 COMMENT '死信位移'
)
ENGINE = ReplacingMergeTree(offset)
ORDER BY letter_id
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '不能入库的记录与原因，可以重放';

CREATE TABLE releases
(
    release_id String COMMENT '发布编号：首发作品的编号',
    post_id String COMMENT '首发作品编号',
    account_id String COMMENT '首发账号编号',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    carriers UInt32 COMMENT '转载的账号数（14 天内，不含首发账号）；0 表示不再成立',
    matcher LowCardinality(String) COMMENT '匹配程序的版本',
    matched_at DateTime64(3, 'UTC') COMMENT '匹配时间（UTC）'
)
ENGINE = ReplacingMergeTree(matched_at)
ORDER BY release_id
COMMENT '发布：上级首发、其他账号转载的一件内容';

CREATE TABLE adoptions
(
    release_id String COMMENT '发布编号',
    post_id String COMMENT '转载作品编号',
    account_id String COMMENT '转载账号编号',
    adopted_at DateTime64(3, 'UTC') COMMENT '转载时间（UTC）',
    method LowCardinality(String) COMMENT '判定方法：native 平台转发、exact 相同、near 近似、near_short 短文近似、title 标题',
    similarity Float32 COMMENT '相似度（0–1）',
    valid Bool COMMENT '是否成立；重新匹配后不再成立的记为否',
    matcher LowCardinality(String) COMMENT '匹配程序的版本',
    matched_at DateTime64(3, 'UTC') COMMENT '匹配时间（UTC）'
)
ENGINE = ReplacingMergeTree(matched_at)
ORDER BY (release_id, post_id)
COMMENT '转载：哪件作品转载了哪次发布';

CREATE TABLE alert_episodes
(
    episode_id String COMMENT '事件编号：规则组/对象/开始时间',
    rule_group LowCardinality(String) COMMENT '规则组：fortnight 两周不更新、collector 采集',
    subject String COMMENT '对象：账号编号或平台代码',
    subject_kind LowCardinality(String) COMMENT '对象类别：account 账号、platform 平台',
    rule LowCardinality(String) COMMENT '当前所处的规则：veto_notice、veto_warn、veto_urgent、veto、collector',
    severity LowCardinality(String) COMMENT '级别：提示、预警、催办、否决、技术',
    opened_at DateTime64(3, 'UTC') COMMENT '开始时间（UTC）',
    changed_at DateTime64(3, 'UTC') COMMENT '最近一次升级或关闭的时间（UTC）',
    closed_at Nullable(DateTime64(3, 'UTC')) COMMENT '关闭时间（UTC）；空为未关闭',
    reached_veto Bool COMMENT '是否曾达到否决线；恢复后仍保留',
    sentence String COMMENT '给人看的一句话',
    evidence String COMMENT '依据（JSON）：最后一次更新及地址、采集记录',
    notified_rule LowCardinality(String) COMMENT '已经通知到哪一级；空为尚未通知',
    version UInt64 COMMENT '版本，递增'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY episode_id
COMMENT '预警事件：开始、升级、恢复各记一次';

CREATE TABLE alert_evaluations
(
    rule_group LowCardinality(String) COMMENT '规则组',
    evaluated_at DateTime64(3, 'UTC') COMMENT '判定到哪一时刻（UTC）',
    written_at DateTime64(3, 'UTC') COMMENT '写入时间（UTC）'
)
ENGINE = ReplacingMergeTree(written_at)
ORDER BY rule_group
COMMENT '各规则组判定到哪一时刻';
