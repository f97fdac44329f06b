-- Every post as it was last seen, beside its account: one row a post, deleted ones included.

CREATE OR REPLACE VIEW v_posts
(
    post_id String COMMENT '作品编号',
    title String COMMENT '标题',
    url String COMMENT '作品地址',
    text String COMMENT '正文',
    media LowCardinality(String) COMMENT '形式：article 图文、images 图片、video 视频、short_text 短文、audio 音频、link 链接',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_day Date COMMENT '发布日（北京时间）',
    published_week Date COMMENT '发布周的周一（北京时间）',
    published_precision LowCardinality(String) COMMENT '发布时间的精度：second 秒、minute 分、day 日',
    deleted Bool COMMENT '平台显示已删除',
    first_seen_at DateTime64(3, 'UTC') COMMENT '首次采集到的时间（UTC）',
    last_seen_at DateTime64(3, 'UTC') COMMENT '最近一次采集到的时间（UTC）',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    main_topic LowCardinality(String) COMMENT '主要主题代码',
    main_topic_name LowCardinality(String) COMMENT '主要主题',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称；不在台账的为账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码；不在台账的为空',
    level_name LowCardinality(String) COMMENT '级别；不在台账的为“台账外”',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级、9 台账外',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    region_name LowCardinality(String) COMMENT '所属区划',
    city_code LowCardinality(String) COMMENT '所在市代码',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    kind_name LowCardinality(String) COMMENT '主体类别',
    department LowCardinality(String) COMMENT '行业部门代码',
    department_name LowCardinality(String) COMMENT '行业部门',
    unit String COMMENT '主办单位'
)
AS
SELECT
    p.post_id AS post_id,
    p.title AS title,
    p.url AS url,
    p.text AS text,
    p.media AS media,
    p.published_at AS published_at,
    toDate(p.published_at, 'Asia/Shanghai') AS published_day,
    toMonday(published_day) AS published_week,
    p.published_precision AS published_precision,
    p.deleted AS deleted,
    if(s.sightings = 0, p.fetched_at, s.first_seen_at) AS first_seen_at,
    if(s.sightings = 0, p.fetched_at, s.last_seen_at) AS last_seen_at,
    p.topics AS topics,
    p.audiences AS audiences,
    p.topics[1] AS main_topic,
    if(t.topic_name = '', main_topic, t.topic_name) AS main_topic_name,
    p.account_id AS account_id,
    if(a.account_id = '', p.account_id, a.account_name) AS account_name,
    p.platform AS platform,
    if(n.platform_name = '', p.platform, n.platform_name) AS platform_name,
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
    a.unit AS unit
FROM (SELECT * FROM posts FINAL) AS p
LEFT ANY JOIN
(
    SELECT
        post_id,
        count() AS sightings,
        min(fetched_at) AS first_seen_at,
        max(fetched_at) AS last_seen_at
    FROM post_versions
    GROUP BY post_id
) AS s ON s.post_id = p.post_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = p.account_id
LEFT ANY JOIN v_platforms AS n ON n.platform = p.platform
LEFT ANY JOIN v_topics AS t ON t.topic = p.topics[1]
COMMENT '作品：最新状态与所属账号，每件一行（含已删除的）';
