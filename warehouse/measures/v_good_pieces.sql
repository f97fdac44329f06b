-- The shared store of good pieces (优质产品库): posts that reached at least twice what their own account usually reaches, at
-- seven days of age and in the same form. Thresholds, all of them: a score of 2; 12 earlier posts of the account itself as
-- benchmark (peers do not make a piece good); a reach of 10; seven days of age. What carries another's text is left out:
-- its original belongs into the store, if anything does. Not a table of ranks: scores are compared with one's own past.

CREATE OR REPLACE VIEW v_good_pieces
(
    post_id String COMMENT '作品编号',
    title String COMMENT '标题',
    opening String COMMENT '没有标题的作品：正文的开头；有标题的为空',
    url String COMMENT '作品地址',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    unit String COMMENT '主办单位',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    media LowCardinality(String) COMMENT '形式代码',
    media_name LowCardinality(String) COMMENT '产品形式：图文、图片、视频、短文、音频、链接',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    main_topic LowCardinality(String) COMMENT '主要主题代码',
    main_topic_name LowCardinality(String) COMMENT '主要主题',
    main_audience_name LowCardinality(String) COMMENT '主要受众',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_day Date COMMENT '发布日（北京时间）',
    reach_7d Int64 COMMENT '满 7 天的触达',
    reach_7d_is_floor Bool COMMENT '触达只是下限（如“10万+”）',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次',
    expected Float64 COMMENT '基准：本账号此前同形式作品触达去掉最高、最低各四分之一后的平均',
    benchmark_posts UInt64 COMMENT '基准用了多少件前作（至少 12 件）',
    score Float64 COMMENT '倍数：触达 ÷ 基准（至少 2）',
    log_ratio Nullable(Float64) COMMENT 'ln(触达 ÷ 基准)：求平均时用它；基准为零时为空',
    uses UInt64 COMMENT '被其他单位使用了几次（件）',
    using_units UInt64 COMMENT '被几个其他单位使用过',
    first_used_at Nullable(DateTime64(3, 'UTC')) COMMENT '首次被其他单位使用的时间（UTC）；空为从未',
    hours_to_first_use Nullable(Float64) COMMENT '从发布到首次被其他单位使用的小时数；空为从未'
)
AS
SELECT
    p.post_id AS post_id,
    p.title AS title,
    p.opening AS opening,
    p.url AS url,
    p.account_id AS account_id,
    p.account_name AS account_name,
    p.unit AS unit,
    p.platform AS platform,
    p.platform_name AS platform_name,
    p.level AS level,
    p.level_name AS level_name,
    p.level_order AS level_order,
    p.region_code AS region_code,
    p.city_name AS city_name,
    p.county_name AS county_name,
    p.kind AS kind,
    p.department AS department,
    p.media AS media,
    transform(
        p.media,
        ['article', 'images', 'video', 'short_text', 'audio', 'link'],
        ['图文', '图片', '视频', '短文', '音频', '链接'],
        p.media
    ) AS media_name,
    p.topics AS topics,
    p.audiences AS audiences,
    p.main_topic AS main_topic,
    p.main_topic_name AS main_topic_name,
    p.main_audience_name AS main_audience_name,
    p.published_at AS published_at,
    p.published_day AS published_day,
    b.reach AS reach_7d,
    p.reach_7d_is_floor AS reach_7d_is_floor,
    p.basis_name AS basis_name,
    assumeNotNull(b.expected) AS expected,
    b.benchmark_posts AS benchmark_posts,
    assumeNotNull(b.score) AS score,
    b.log_ratio AS log_ratio,
    u.uses AS uses,
    u.using_units AS using_units,
    u.first_used_at AS first_used_at,
    dateDiff('millisecond', p.published_at, u.first_used_at) / 3600000 AS hours_to_first_use
FROM v_post_reach AS p
INNER JOIN
(
    SELECT *
    FROM v_overperformance
    WHERE age = '7d' AND benchmark_of = 'account' AND score >= 2 AND reach >= 10
-- By day, too, so that a period reads its own months only.
) AS b ON b.post_id = p.post_id AND toDate(b.published_at, 'Asia/Shanghai') = p.published_day
LEFT ANY JOIN
(
    SELECT
        post_id,
        count() AS uses,
        uniqExact(if(use_unit = '', use_account_id, use_unit)) AS using_units,
        min(toNullable(used_at)) AS first_used_at
    FROM v_post_uses
    WHERE NOT same_unit
    GROUP BY post_id
) AS u ON u.post_id = b.post_id
WHERE p.post_id NOT IN (SELECT use_post_id FROM v_post_uses)
    AND p.post_id NOT IN (SELECT post_id FROM posts FINAL WHERE repost_of IS NOT NULL)
ORDER BY score DESC, post_id
COMMENT '优质产品库：触达达到自己账号一贯水平两倍以上的作品，以及被谁使用'
