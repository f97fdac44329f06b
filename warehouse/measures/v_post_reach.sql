-- What a post had reached at equal ages. Formula, bounds and pitfalls: docs/measures.md, "Reach of a post".
-- A figure stands for an age only if it is not much younger: otherwise posts seen early would look weak. An age that
-- has not come yet is empty. Read from `posts` rather than `v_posts`, whose sightings and texts it does not need.
-- Everything downstream asks reach here and nowhere else: the day the group-by over `metrics` gets too dear, its
-- result becomes a table that replaces rows by post_id, and no other view changes.

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
    region_code LowCardinality(String) COMMENT '所属区划代码',
    region_name LowCardinality(String) COMMENT '所属区划',
    city_code LowCardinality(String) COMMENT '所在市代码',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    kind_name LowCardinality(String) COMMENT '主体类别',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    department_name LowCardinality(String) COMMENT '行业部门；非行业部门为空',
    unit String COMMENT '主办单位',
    counted Bool COMMENT '账号现在在台账且已采集：计入各级、各单位的触达',
    media LowCardinality(String) COMMENT '形式：article 图文、images 图片、video 视频、short_text 短文、audio 音频、link 链接',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    main_topic LowCardinality(String) COMMENT '主要主题代码',
    main_topic_name LowCardinality(String) COMMENT '主要主题',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_day Date COMMENT '发布日（北京时间）',
    published_week Date COMMENT '发布周的周一（北京时间）',
    published_precision LowCardinality(String) COMMENT '发布时间的精度：second 秒、minute 分、day 日；只知日期的没有 1 小时和 24 小时的触达',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次；空为平台不公布。不同口径、不同平台不可相加',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    reach_1h Nullable(Int64) COMMENT '发布 1 小时内最后的触达；发布未满 1 小时为空',
    reach_24h Nullable(Int64) COMMENT '发布 24 小时的触达：12–24 小时之间最后的数字；发布未满 24 小时为空',
    reach_72h Nullable(Int64) COMMENT '发布 72 小时的触达：48–72 小时之间最后的数字；发布未满 72 小时为空',
    reach_7d Nullable(Int64) COMMENT '发布 7 天的触达：5–7 天之间最后的数字；发布未满 7 天为空',
    reach_last Nullable(Int64) COMMENT '目前最后一个数字；作品年龄不同，不可用来比较',
    reach_last_at Nullable(DateTime64(3, 'UTC')) COMMENT '最后一个数字所指的时刻（UTC）',
    reach_peak Nullable(Int64) COMMENT '曾经出现过的最大数字',
    reach_fell Bool COMMENT '目前的数字小于曾经的最大数字：平台下调过；逐次下调见 v_figure_drops',
    reach_7d_is_floor Bool COMMENT '7 天触达只是下限（如“10万+”）',
    reach_state LowCardinality(String) COMMENT 'mature 已满 7 天且有数字、young 未满 7 天（暂不可比）、missing 已满 7 天但缺数字、no_basis 平台不公布'
)
AS
SELECT
    p.post_id AS post_id,
    p.title AS title,
    p.url AS url,
    p.account_id AS account_id,
    if(a.account_id = '', p.account_id, a.account_name) AS account_name,
    p.platform AS platform,
    if(b.platform_name = '', p.platform, b.platform_name) AS platform_name,
    a.level AS level,
    if(a.account_id = '', '台账外', a.level_name) AS level_name,
    if(a.account_id = '', 9, a.level_order) AS level_order,
    a.region_code AS region_code,
    a.region_name AS region_name,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_code AS county_code,
    a.county_name AS county_name,
    a.kind AS kind,
    a.kind_name AS kind_name,
    a.department AS department,
    a.department_name AS department_name,
    a.unit AS unit,
    a.on_roster AND a.gathered AS counted,
    p.media AS media,
    p.topics AS topics,
    p.audiences AS audiences,
    p.topics[1] AS main_topic,
    if(t.topic_name = '', main_topic, t.topic_name) AS main_topic_name,
    p.published_at AS published_at,
    toDate(p.published_at, 'Asia/Shanghai') AS published_day,
    toMonday(published_day) AS published_week,
    p.published_precision AS published_precision,
    b.basis AS basis,
    b.basis_name AS basis_name,
    if(p.published_precision = 'day' OR p.published_at > now64(3) - INTERVAL 1 HOUR, NULL, f.reach_1h) AS reach_1h,
    if(p.published_precision = 'day' OR p.published_at > now64(3) - INTERVAL 24 HOUR, NULL, f.reach_24h) AS reach_24h,
    if(p.published_at > now64(3) - INTERVAL 72 HOUR, NULL, f.reach_72h) AS reach_72h,
    if(p.published_at > now64(3) - INTERVAL 7 DAY, NULL, f.reach_7d) AS reach_7d,
    f.reach_last AS reach_last,
    f.reach_last_at AS reach_last_at,
    f.reach_peak AS reach_peak,
    ifNull(f.reach_last < f.reach_peak, false) AS reach_fell,
    reach_7d IS NOT NULL AND ifNull(f.reach_7d_is_floor, false) AS reach_7d_is_floor,
    multiIf(
        b.basis = '', 'no_basis',
        p.published_at > now64(3) - INTERVAL 7 DAY, 'young',
        reach_7d IS NULL, 'missing',
        'mature'
    ) AS reach_state
FROM (SELECT * FROM posts FINAL WHERE NOT deleted) AS p
LEFT ANY JOIN v_accounts AS a ON a.account_id = p.account_id
LEFT ANY JOIN v_platforms AS b ON b.platform = p.platform
LEFT ANY JOIN v_topics AS t ON t.topic = p.topics[1]
LEFT ANY JOIN
(
    SELECT
        post_id,
        argMaxIf(figure, order_key, age >= 0 AND age <= 3600) AS reach_1h,
        argMaxIf(figure, order_key, age BETWEEN 12 * 3600 AND 24 * 3600) AS reach_24h,
        argMaxIf(figure, order_key, age BETWEEN 48 * 3600 AND 72 * 3600) AS reach_72h,
        argMaxIf(figure, order_key, age BETWEEN 5 * 86400 AND 7 * 86400) AS reach_7d,
        argMaxIf(is_floor, order_key, age BETWEEN 5 * 86400 AND 7 * 86400) AS reach_7d_is_floor,
        argMax(figure, order_key) AS reach_last,
        max(toNullable(figure_at)) AS reach_last_at,
        max(figure) AS reach_peak
    FROM
    (
        SELECT
            m.post_id AS post_id,
            m.figure_at AS figure_at,
            if(b.basis = 'readers', m.readers, m.views) AS figure,
            m.precision[b.basis] = 'lower_bound' AS is_floor,
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
