-- All the figures of a post at an age of seven days: of each metric the last one known that is not older than seven days
-- and not younger than five, as in v_post_reach. An age that has not come yet has no figures.

CREATE OR REPLACE VIEW v_post_figures
(
    post_id String COMMENT '作品编号',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    position Nullable(UInt8) COMMENT '在多图文消息中的位置，从 1 起；空为未知',
    original Bool COMMENT '原创：不是平台转发',
    views Nullable(Int64) COMMENT '阅读/播放（次）',
    readers Nullable(Int64) COMMENT '阅读人数（人）',
    likes Nullable(Int64) COMMENT '点赞',
    looks Nullable(Int64) COMMENT '在看/推荐',
    comments Nullable(Int64) COMMENT '评论',
    shares Nullable(Int64) COMMENT '分享/转发（次）'
)
AS
SELECT
    post_id,
    account_id,
    platform,
    published_at,
    position,
    original,
    views_7d AS views,
    readers_7d AS readers,
    likes_7d AS likes,
    looks_7d AS looks,
    comments_7d AS comments,
    shares_7d AS shares
FROM v_post_metrics
WHERE NOT deleted
COMMENT '作品满 7 天时的各项数字；每件未删除的作品一行';
