-- The posts of each campaign, by accounts that are expected in it: in its days and with one of its topics or one of its
-- audiences; or, whenever it came, issuing or carrying one of its releases. `why` says by what. Deleted posts are left out.

CREATE OR REPLACE VIEW v_campaign_posts
(
    campaign_id String COMMENT '活动编号',
    post_id String COMMENT '作品编号',
    title String COMMENT '标题',
    url String COMMENT '作品地址',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_day Date COMMENT '发布日（北京时间）',
    published_week Date COMMENT '发布周的周一（北京时间）',
    why Array(String) COMMENT '为何属于活动：topic 主题相符、audience 受众相符、release 发出或转载了所属的发布',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布；不同平台不可相加',
    reach_7d Nullable(Int64) COMMENT '满 7 天的触达；未满或没有数字为空',
    reach_state LowCardinality(String) COMMENT '触达：mature、young 未满 7 天、missing 缺数字、no_basis 平台不公布'
)
AS
WITH p.published_day BETWEEN e.first_day AND e.last_day AS in_days
SELECT
    e.campaign_id AS campaign_id,
    p.post_id AS post_id,
    p.title AS title,
    p.url AS url,
    p.account_id AS account_id,
    p.account_name AS account_name,
    p.platform AS platform,
    p.level AS level,
    p.level_name AS level_name,
    p.level_order AS level_order,
    p.city_name AS city_name,
    p.county_name AS county_name,
    p.topics AS topics,
    p.audiences AS audiences,
    p.published_at AS published_at,
    p.published_day AS published_day,
    p.published_week AS published_week,
    arrayFilter(
        one -> one != '',
        [
            if(in_days AND hasAny(p.topics, c.topics), 'topic', ''),
            if(in_days AND hasAny(p.audiences, c.audiences), 'audience', ''),
            if(x.post_id != '', 'release', '')
        ]
    ) AS why,
    p.basis_name AS basis_name,
    p.reach_7d AS reach_7d,
    p.reach_state AS reach_state
FROM v_campaign_accounts AS e
INNER JOIN v_post_reach AS p ON p.account_id = e.account_id
INNER JOIN (SELECT campaign_id, topics, audiences FROM campaigns FINAL) AS c ON c.campaign_id = e.campaign_id
LEFT ANY JOIN
(
    SELECT n.campaign_id AS campaign_id, r.post_id AS post_id
    FROM (SELECT campaign_id, arrayJoin(releases) AS release_id FROM campaigns FINAL) AS n
    INNER JOIN
    (
        SELECT release_id, post_id FROM releases FINAL WHERE carriers > 0
        UNION ALL
        SELECT release_id, post_id FROM adoptions FINAL WHERE valid
        UNION ALL
        SELECT assigned_id, post_id FROM assigned_adoptions FINAL WHERE valid
    ) AS r ON r.release_id = n.release_id
) AS x ON x.campaign_id = e.campaign_id AND x.post_id = p.post_id
WHERE notEmpty(why)
ORDER BY campaign_id, published_at, post_id
COMMENT '每次活动的作品；一次活动、一件作品一行'
