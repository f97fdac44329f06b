-- Which audience was last spoken to when, by region and over all: a gap is 30 days without a post for it. The row '' is the
-- whole province. It says whom the content addresses, not who read it. The five of 五进 are marked.

CREATE OR REPLACE VIEW v_audience_gaps
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    region_state LowCardinality(String) COMMENT '区划的状态：active、silent、unknown、blank',
    audience LowCardinality(String) COMMENT '受众代码',
    audience_name LowCardinality(String) COMMENT '受众',
    five_entries Bool COMMENT '是否“五进”之一：企业、农村、社区、学校、家庭',
    posts_30d UInt64 COMMENT '近 30 天的作品数（未删除，本区划自己的账号）',
    last_published_at Nullable(DateTime64(3, 'UTC')) COMMENT '最近一件的发布时间（UTC）；一年内没有为空',
    days_since Nullable(Int32) COMMENT '距今多少个北京日；一年内没有为空',
    state LowCardinality(String) COMMENT 'covered 近 30 天有、gap 近 30 天没有、unknown 采集不到、blank 没有账号',
    state_name LowCardinality(String) COMMENT '有、空缺、未知、空白'
)
AS
WITH
    (SELECT max(kept_at) FROM kept_rounds WHERE answer = 'older_audiences') AS round,
    round > now64(3) - INTERVAL 30 MINUTE AS kept
SELECT
    r.region_code AS region_code,
    r.region_name AS region_name,
    r.level AS level,
    r.level_name AS level_name,
    r.level_order AS level_order,
    r.city_code AS city_code,
    r.city_name AS city_name,
    r.state AS region_state,
    r.audience AS audience,
    r.audience_name AS audience_name,
    r.audience IN ('enterprise', 'rural', 'community', 'school', 'family') AS five_entries,
    p.posts_30d AS posts_30d,
    p.last_published_at AS last_published_at,
    toDate(now64(3), 'Asia/Shanghai') - toDate(p.last_published_at, 'Asia/Shanghai') AS days_since,
    multiIf(r.state = 'blank', 'blank', p.posts_30d > 0, 'covered', r.state = 'unknown', 'unknown', 'gap') AS state,
    transform(state, ['covered', 'gap', 'unknown', 'blank'], ['有', '空缺', '未知', '空白'], '') AS state_name
FROM
(
    SELECT
        v.*,
        v_audiences.audience AS audience,
        v_audiences.audience_name AS audience_name
    FROM
    (
        SELECT
            region_code,
            region_name,
            level,
            level_name,
            level_order,
            city_code,
            city_name,
            state
        FROM v_region_state
        UNION ALL
        SELECT
            '' AS region_code,
            '全部' AS region_name,
            '' AS level,
            '全部' AS level_name,
            9 AS level_order,
            '' AS city_code,
            '' AS city_name,
            multiIf(
                count() = 0, 'blank',
                countIf(state IN ('active', 'silent')) = 0, 'unknown',
                countIf(state = 'active') = 0, 'silent',
                'active'
            ) AS state
        FROM v_account_state
    ) AS v
    CROSS JOIN v_audiences
) AS r
LEFT ANY JOIN
(
    SELECT
        arrayJoin(arrayDistinct(['', a.region_code])) AS region_code,
        w.audience AS audience,
        sum(w.posts_30d) AS posts_30d,
        max(toNullable(w.last_published_at)) AS last_published_at
    FROM
    (
        -- A day more than is kept, which was so some minutes ago.
        SELECT
            n.account_id AS account_id,
            n.audience AS audience,
            countIf(n.published_at > now64(3) - INTERVAL 30 DAY) AS posts_30d,
            max(n.published_at) AS last_published_at
        FROM
        (
            SELECT
                account_id,
                published_at,
                arrayJoin(audiences) AS audience
            FROM v_post_metrics
            WHERE NOT deleted AND published_at > now64(3) - INTERVAL 32 DAY AND published_at <= now64(3)
        ) AS n
        GROUP BY account_id, audience
        UNION ALL
        SELECT account_id, audience, 0, last_published_at
        FROM older_audiences
        WHERE kept AND kept_at = round AND last_published_at > now64(3) - INTERVAL 365 DAY
        UNION ALL
        SELECT account_id, audience, 0, last_published_at
        FROM v_older_audiences
        WHERE NOT kept
    ) AS w
    INNER JOIN (SELECT account_id, region_code FROM v_accounts WHERE on_roster) AS a ON a.account_id = w.account_id
    GROUP BY region_code, audience
) AS p ON p.region_code = r.region_code AND p.audience = r.audience
ORDER BY level_order, region_code, audience
COMMENT '受众空缺：各区划对各类受众最近一次发布；30 天没有为空缺';
