-- Every figure once: each instant snapshot, and of a day's statement only its latest observation.
-- A statement for a day is the same figure told again at every later visit; an instant figure is a new one each time.
-- The table's own duplicates (one identity, several offsets) fall to the same LIMIT BY, so FINAL is not needed.

CREATE OR REPLACE VIEW v_metrics
(
    post_id String COMMENT '作品编号',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    figure_at DateTime64(3, 'UTC') COMMENT '数字所指的时刻（UTC）：即时数字为采集时间，按日数字为当日结束',
    as_of Date COMMENT '平台所说的日期（北京日）；1970-01-01 表示即时数字',
    observed_at DateTime64(3, 'UTC') COMMENT '采集时间（UTC）',
    source LowCardinality(String) COMMENT '来源：official 官方接口、export 后台导出、site_reported 网站自报',
    kind LowCardinality(String) COMMENT '性质：cumulative 累计、daily 当日增量、window 一段时间；不同性质不可相加或比较',
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
    precision Map(LowCardinality(String), LowCardinality(String)) COMMENT '不精确的数字：rounded_display 约数、lower_bound 下限'
)
AS
SELECT
    post_id,
    account_id,
    platform,
    figure_at,
    as_of,
    observed_at,
    source,
    kind,
    views,
    readers,
    impressions,
    delivered,
    likes,
    looks,
    comments,
    shares,
    sharers,
    forwards,
    downloads,
    favourites,
    coins,
    danmaku,
    followers_new,
    completion_rate,
    avg_seconds,
    precision
FROM metrics
ORDER BY post_id, source, kind, as_of, observed_at DESC, offset DESC
LIMIT 1 BY post_id, source, kind, as_of, if(as_of = toDate(0), observed_at, toDateTime64(0, 3, 'UTC'))
COMMENT '作品的每个数字一行；空为未知，不是零';
