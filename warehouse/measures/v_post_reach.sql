-- What a post had reached at equal ages. Formula, bounds and pitfalls: docs/measures.md, "Reach of a post".
-- A figure stands for an age only if it is not much younger: otherwise posts seen early would look weak.

CREATE OR REPLACE VIEW v_post_reach
(
    post_id String COMMENT '作品编号',
    title String COMMENT '标题',
    url String COMMENT '作品地址',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    main_topic LowCardinality(String) COMMENT '主要主题代码',
    main_topic_name LowCardinality(String) COMMENT '主要主题',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_day Date COMMENT '发布日（北京时间）',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次；空为平台不公布。不同口径、不同平台不可相加',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    reach_1h Nullable(Int64) COMMENT '发布 1 小时内最后的触达',
    reach_24h Nullable(Int64) COMMENT '发布 24 小时的触达：12–24 小时之间最后的数字',
    reach_72h Nullable(Int64) COMMENT '发布 72 小时的触达：48–72 小时之间最后的数字',
    reach_7d Nullable(Int64) COMMENT '发布 7 天的触达：5–7 天之间最后的数字；发布未满 7 天为空',
    reach_last Nullable(Int64) COMMENT '目前最后一个数字；作品年龄不同，不可用来比较',
    reach_last_at Nullable(DateTime64(3, 'UTC')) COMMENT '最后一个数字所指的时刻（UTC）',
    reach_state LowCardinality(String) COMMENT 'mature 已满 7 天且有数字、young 未满 7 天、missing 已满 7 天但缺数字、no_basis 平台不公布'
)
AS
SELECT
    p.post_id AS post_id,
    p.title AS title,
    p.url AS url,
    p.account_id AS account_id,
    p.account_name AS account_name,
    p.platform AS platform,
    p.platform_name AS platform_name,
    p.level AS level,
    p.level_name AS level_name,
    p.level_order AS level_order,
    p.city_name AS city_name,
    p.county_name AS county_name,
    p.main_topic AS main_topic,
    p.main_topic_name AS main_topic_name,
    p.published_at AS published_at,
    p.published_day AS published_day,
    p.basis AS basis,
    p.basis_name AS basis_name,
    f.reach_1h AS reach_1h,
    f.reach_24h AS reach_24h,
    f.reach_72h AS reach_72h,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.reach_7d) AS reach_7d,
    f.reach_last AS reach_last,
    f.reach_last_at AS reach_last_at,
    multiIf(
        p.basis = '', 'no_basis',
        p.published_at > now64(3) - INTERVAL 7 DAY, 'young',
        reach_7d IS NULL, 'missing',
        'mature'
    ) AS reach_state
FROM
(
    SELECT
        v_posts.*,
        v_platforms.basis AS basis,
        v_platforms.basis_name AS basis_name
    FROM v_posts
    LEFT ANY JOIN v_platforms ON v_platforms.platform = v_posts.platform
    WHERE NOT deleted
) AS p
LEFT ANY JOIN
(
    SELECT
        post_id,
        argMaxIf(figure, order_key, age >= 0 AND age <= 3600) AS reach_1h,
        argMaxIf(figure, order_key, age BETWEEN 12 * 3600 AND 24 * 3600) AS reach_24h,
        argMaxIf(figure, order_key, age BETWEEN 48 * 3600 AND 72 * 3600) AS reach_72h,
        argMaxIf(figure, order_key, age BETWEEN 5 * 86400 AND 7 * 86400) AS reach_7d,
        argMax(figure, order_key) AS reach_last,
        max(toNullable(figure_at)) AS reach_last_at
    FROM
    (
        SELECT
            m.post_id AS post_id,
            m.figure_at AS figure_at,
            if(b.basis = 'readers', m.readers, m.views) AS figure,
            dateDiff('millisecond', w.published_at, m.figure_at) / 1000 AS age,
            (m.figure_at, transform(m.source, ['official', 'export', 'site_reported'], [3, 2, 1], 0), m.observed_at, m.offset)
                AS order_key
        FROM metrics AS m
        INNER JOIN (SELECT post_id, published_at FROM posts FINAL) AS w ON w.post_id = m.post_id
        INNER JOIN v_platforms AS b ON b.platform = m.platform
        WHERE m.kind = 'cumulative' AND b.basis != ''
    )
    WHERE figure IS NOT NULL
    GROUP BY post_id
) AS f ON f.post_id = p.post_id
COMMENT '作品触达：在相同年龄比较；每件未删除的作品一行';
