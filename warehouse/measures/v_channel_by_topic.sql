-- Other channels by topic and by audience over the last 365 days, with the posts of the region's own accounts on the same topic or
-- to the same audience beside them, which are in no sum. A record with two topics counts in both.

CREATE OR REPLACE VIEW v_channel_by_topic
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    dimension LowCardinality(String) COMMENT '按什么分：topic 主题、audience 受众',
    dimension_name LowCardinality(String) COMMENT '按什么分（中文）',
    key LowCardinality(String) COMMENT '主题或受众代码；空为没有写明（受众：面向所有人）',
    key_name LowCardinality(String) COMMENT '主题或受众；没有写明为“未写明”“所有人”',
    channel LowCardinality(String) COMMENT '渠道代码',
    channel_name LowCardinality(String) COMMENT '渠道',
    basis_name LowCardinality(String) COMMENT '数量的单位；会商为空',
    records UInt64 COMMENT '近 365 天的次数',
    amount Nullable(UInt64) COMMENT '填了数量的之和；一次都没有填为空',
    posts Nullable(UInt64) COMMENT '近 365 天本区划自己的账号就该主题、对该受众发布的作品数（未删除），不计入数量；没有账号为空'
)
AS
SELECT
    c.region_code AS region_code,
    c.region_name AS region_name,
    c.level AS level,
    c.level_name AS level_name,
    c.level_order AS level_order,
    c.city_code AS city_code,
    c.city_name AS city_name,
    c.dimension AS dimension,
    if(c.dimension = 'topic', '主题', '受众') AS dimension_name,
    c.key AS key,
    multiIf(c.key != '', k.key_name, c.dimension = 'topic', '未写明', '所有人') AS key_name,
    c.channel AS channel,
    c.channel_name AS channel_name,
    c.basis_name AS basis_name,
    c.records AS records,
    if(c.known = 0, NULL, c.amounts) AS amount,
    if(c.region_code IN (SELECT region_code FROM v_accounts), p.posts, NULL) AS posts
FROM
(
    SELECT
        region_code,
        part.1 AS dimension,
        part.2 AS key,
        channel,
        any(a.region_name) AS region_name,
        any(a.level) AS level,
        any(a.level_name) AS level_name,
        any(a.level_order) AS level_order,
        any(a.city_code) AS city_code,
        any(a.city_name) AS city_name,
        any(a.channel_name) AS channel_name,
        any(a.basis_name) AS basis_name,
        count() AS records,
        countIf(a.amount IS NOT NULL) AS known,
        sum(ifNull(a.amount, 0)) AS amounts
    FROM v_channel_activities AS a
    ARRAY JOIN
        arrayConcat(
            arrayMap(code -> ('topic', code), if(empty(a.topics), [''], a.topics)),
            arrayMap(code -> ('audience', code), if(empty(a.audiences), [''], a.audiences))
        ) AS part
    WHERE a.first_day > toDate(now64(3), 'Asia/Shanghai') - 365 AND a.first_day <= toDate(now64(3), 'Asia/Shanghai')
    GROUP BY region_code, dimension, key, channel
) AS c
LEFT ANY JOIN
(
    SELECT 'topic' AS dimension, topic AS key, topic_name AS key_name FROM v_topics
    UNION ALL
    SELECT 'audience', audience, audience_name FROM v_audiences
) AS k ON k.dimension = c.dimension AND k.key = c.key
LEFT ANY JOIN
(
    SELECT
        b.region_code AS region_code,
        part.1 AS dimension,
        part.2 AS key,
        count() AS posts
    FROM v_post_metrics AS m
    INNER JOIN (SELECT account_id, region_code FROM v_accounts) AS b ON b.account_id = m.account_id
    ARRAY JOIN
        arrayConcat(
            arrayMap(code -> ('topic', code), if(empty(m.topics), [''], m.topics)),
            arrayMap(code -> ('audience', code), if(empty(m.audiences), [''], m.audiences))
        ) AS part
    WHERE NOT m.deleted
        AND m.published_day > toDate(now64(3), 'Asia/Shanghai') - 365 AND m.published_day <= toDate(now64(3), 'Asia/Shanghai')
    GROUP BY region_code, dimension, key
) AS p ON p.region_code = c.region_code AND p.dimension = c.dimension AND p.key = c.key
COMMENT '其他渠道：近 365 天就各主题、对各受众做了多少；旁边是同主题、同受众的作品数，不相加'
