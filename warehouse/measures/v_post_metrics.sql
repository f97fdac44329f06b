-- Every post with what it had at equal ages: one row a post, deleted ones included, without its text and its account's names.
-- All other views take posts and their figures from here. It reads the roll-up post_metrics (rollups/post_metrics.sql), which
-- is partitioned by month of publication: a filter on published_at, published_day or published_week reads those months only.
-- FINAL need not look across months, since a post that moved to another one leaves a row `moved` behind. An age that has
-- not come yet is empty, whatever was seen so far.

CREATE OR REPLACE VIEW v_post_metrics
(
    post_id String COMMENT '作品编号',
    account_id LowCardinality(String) COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次；空为平台不公布',
    title String COMMENT '标题',
    opening String COMMENT '没有标题的作品：正文的前 30 个字；有标题为空',
    url String COMMENT '作品地址',
    media LowCardinality(String) COMMENT '形式：article 图文、images 图片、video 视频、short_text 短文、audio 音频、link 链接',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_day Date COMMENT '发布日（北京时间）',
    published_week Date COMMENT '发布周的周一（北京时间）',
    published_precision LowCardinality(String) COMMENT '发布时间的精度：second 秒、minute 分、day 日',
    first_seen_at DateTime64(3, 'UTC') COMMENT '首次采集到的时间（UTC）',
    last_seen_at DateTime64(3, 'UTC') COMMENT '最近一次采集到的时间（UTC）',
    deleted Bool COMMENT '平台显示已删除',
    deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT '首次发现已删除的时间（UTC）；空为没有见过删除',
    has_source Bool COMMENT '注明了来源',
    original Bool COMMENT '原创：不是平台转发',
    position Nullable(UInt8) COMMENT '在多图文消息中的位置，从 1 起；空为未知',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    reach_1h Nullable(Int64) COMMENT '发布 1 小时内最后的触达；未满 1 小时或只知日期为空',
    reach_24h Nullable(Int64) COMMENT '12–24 小时之间最后的触达；未满 24 小时或只知日期为空',
    reach_72h Nullable(Int64) COMMENT '48–72 小时之间最后的触达；未满 72 小时为空',
    reach_7d Nullable(Int64) COMMENT '5–7 天之间最后的触达；未满 7 天为空',
    reach_7d_is_floor Bool COMMENT '7 天触达只是下限（如“10万+”）',
    reach_last Nullable(Int64) COMMENT '目前最后一个触达；作品年龄不同，不可用来比较',
    reach_last_at Nullable(DateTime64(3, 'UTC')) COMMENT '它所指的时刻（UTC）',
    reach_peak Nullable(Int64) COMMENT '曾经出现过的最大触达',
    views_7d Nullable(Int64) COMMENT '满 7 天时的阅读/播放（次）',
    readers_7d Nullable(Int64) COMMENT '满 7 天时的阅读人数（人）',
    likes_7d Nullable(Int64) COMMENT '满 7 天时的点赞',
    looks_7d Nullable(Int64) COMMENT '满 7 天时的在看/推荐',
    comments_7d Nullable(Int64) COMMENT '满 7 天时的评论',
    shares_7d Nullable(Int64) COMMENT '满 7 天时的分享/转发（次）'
)
AS
WITH
    (SELECT (groupArray(platform), groupArray(basis)) FROM v_platforms) AS bases,
    m.published_at > now64(3) - INTERVAL 7 DAY AS young
SELECT
    m.post_id AS post_id,
    m.account_id AS account_id,
    m.platform AS platform,
    transform(m.platform, bases.1, bases.2, '') AS basis,
    m.title AS title,
    m.opening AS opening,
    m.url AS url,
    m.media AS media,
    m.published_at AS published_at,
    toDate(m.published_at, 'Asia/Shanghai') AS published_day,
    toMonday(published_day) AS published_week,
    m.published_precision AS published_precision,
    m.first_seen_at AS first_seen_at,
    m.last_seen_at AS last_seen_at,
    m.deleted AS deleted,
    m.deleted_at AS deleted_at,
    m.has_source AS has_source,
    m.original AS original,
    m.position AS position,
    m.topics AS topics,
    m.audiences AS audiences,
    if(m.published_precision = 'day' OR m.published_at > now64(3) - INTERVAL 1 HOUR, NULL, m.reach_1h) AS reach_1h,
    if(m.published_precision = 'day' OR m.published_at > now64(3) - INTERVAL 24 HOUR, NULL, m.reach_24h) AS reach_24h,
    if(m.published_at > now64(3) - INTERVAL 72 HOUR, NULL, m.reach_72h) AS reach_72h,
    if(young, NULL, m.reach_7d) AS reach_7d,
    NOT young AND m.reach_7d_is_floor AS reach_7d_is_floor,
    m.reach_last AS reach_last,
    m.reach_last_at AS reach_last_at,
    m.reach_peak AS reach_peak,
    if(young, NULL, m.views_7d) AS views_7d,
    if(young, NULL, m.readers_7d) AS readers_7d,
    if(young, NULL, m.likes_7d) AS likes_7d,
    if(young, NULL, m.looks_7d) AS looks_7d,
    if(young, NULL, m.comments_7d) AS comments_7d,
    if(young, NULL, m.shares_7d) AS shares_7d
FROM (SELECT * FROM post_metrics FINAL WHERE NOT moved SETTINGS do_not_merge_across_partitions_select_final = 1) AS m
COMMENT '作品及其在相同年龄的数字：每件一行（含已删除的），不含正文与账号名称';
