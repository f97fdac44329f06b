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
    p.post_id AS post_id,
    p.account_id AS account_id,
    p.platform AS platform,
    p.published_at AS published_at,
    p.position AS position,
    p.repost_of IS NULL AS original,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.views) AS views,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.readers) AS readers,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.likes) AS likes,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.looks) AS looks,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.comments) AS comments,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.shares) AS shares
FROM (SELECT * FROM posts FINAL WHERE NOT deleted) AS p
LEFT ANY JOIN
(
    SELECT
        post_id,
        argMaxIf(views, order_key, views IS NOT NULL) AS views,
        argMaxIf(readers, order_key, readers IS NOT NULL) AS readers,
        argMaxIf(likes, order_key, likes IS NOT NULL) AS likes,
        argMaxIf(looks, order_key, looks IS NOT NULL) AS looks,
        argMaxIf(comments, order_key, comments IS NOT NULL) AS comments,
        argMaxIf(shares, order_key, shares IS NOT NULL) AS shares
    FROM
    (
        SELECT
            m.*,
            (m.figure_at, transform(m.source, ['official', 'export', 'site_reported'], [3, 2, 1], 0), m.observed_at, m.offset)
                AS order_key
        FROM metrics AS m
        INNER JOIN (SELECT post_id, published_at FROM posts FINAL) AS w ON w.post_id = m.post_id
        WHERE m.kind = 'cumulative'
            AND m.figure_at >= w.published_at + INTERVAL 5 DAY
            AND m.figure_at <= w.published_at + INTERVAL 7 DAY
    )
    GROUP BY post_id
) AS f ON f.post_id = p.post_id
COMMENT '作品满 7 天时的各项数字；每件未删除的作品一行';
