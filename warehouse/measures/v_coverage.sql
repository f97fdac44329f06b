-- Which topic was told to which audience where, and where not: one row a region, topic and audience, empty cells included.
-- A cell is a gap only where we could look; of a region without an account nobody expects a post. Ask for a region or an
-- audience rather than for all of it: a nation has a million cells.

CREATE OR REPLACE VIEW v_coverage
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    region_state LowCardinality(String) COMMENT '区划的状态：active、silent、unknown、blank',
    topic LowCardinality(String) COMMENT '主题代码',
    topic_name LowCardinality(String) COMMENT '主题',
    audience LowCardinality(String) COMMENT '受众代码',
    audience_name LowCardinality(String) COMMENT '受众',
    posts_30d UInt64 COMMENT '近 30 天的作品数（未删除，本区划自己的账号）',
    last_published_at Nullable(DateTime64(3, 'UTC')) COMMENT '最近一件的发布时间（UTC）；一年内没有为空',
    days_since Nullable(Int32) COMMENT '距今多少个北京日；一年内没有为空',
    state LowCardinality(String) COMMENT 'covered 近 30 天有、gap 近 30 天没有、unknown 采集不到、blank 没有账号',
    state_name LowCardinality(String) COMMENT '有、空缺、未知、空白'
)
AS
SELECT
    r.region_code AS region_code,
    r.region_name AS region_name,
    r.level AS level,
    r.level_name AS level_name,
    r.level_order AS level_order,
    r.city_code AS city_code,
    r.city_name AS city_name,
    r.state AS region_state,
    r.topic AS topic,
    r.topic_name AS topic_name,
    r.audience AS audience,
    r.audience_name AS audience_name,
    p.posts_30d AS posts_30d,
    p.last_published_at AS last_published_at,
    toDate(now64(3), 'Asia/Shanghai') - toDate(p.last_published_at, 'Asia/Shanghai') AS days_since,
    multiIf(r.state = 'blank', 'blank', p.posts_30d > 0, 'covered', r.state = 'unknown', 'unknown', 'gap') AS state,
    transform(state, ['covered', 'gap', 'unknown', 'blank'], ['有', '空缺', '未知', '空白'], '') AS state_name
FROM
(
    SELECT
        v_region_state.*,
        v_topics.topic AS topic,
        v_topics.topic_name AS topic_name,
        v_audiences.audience AS audience,
        v_audiences.audience_name AS audience_name
    FROM v_region_state
    CROSS JOIN v_topics
    CROSS JOIN v_audiences
) AS r
LEFT ANY JOIN
(
    SELECT
        a.region_code AS region_code,
        topic,
        audience,
        countIf(w.published_at > now64(3) - INTERVAL 30 DAY) AS posts_30d,
        max(toNullable(w.published_at)) AS last_published_at
    FROM
    (
        SELECT
            account_id,
            published_at,
            arrayJoin(topics) AS topic,
            arrayJoin(audiences) AS audience
        FROM v_post_metrics
        WHERE NOT deleted AND published_at > now64(3) - INTERVAL 365 DAY AND published_at <= now64(3)
    ) AS w
    INNER JOIN (SELECT account_id, region_code FROM v_accounts WHERE on_roster) AS a ON a.account_id = w.account_id
    GROUP BY region_code, topic, audience
) AS p ON p.region_code = r.region_code AND p.topic = r.topic AND p.audience = r.audience
COMMENT '覆盖：哪里就哪个主题对哪类受众说过、哪里是空缺';
