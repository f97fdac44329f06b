-- An account's own figures day by day: the last statement of each Beijing day, and what changed since the day before that has
-- one. For one account's own course; nothing here compares accounts by their followers.
CREATE OR REPLACE VIEW v_account_growth
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_code LowCardinality(String) COMMENT '所在市代码',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind_name LowCardinality(String) COMMENT '主体类别',
    department_name LowCardinality(String) COMMENT '行业部门',
    unit String COMMENT '主办单位',
    day Date COMMENT '北京日',
    followers_total Nullable(Int64) COMMENT '当日最后一次的粉丝总数；平台没说为空',
    followers_change Nullable(Int64) COMMENT '比前一个有数字的日子多了多少；第一天为空',
    posts_total Nullable(Int64) COMMENT '平台所说的作品总数；没说为空'
)
AS
SELECT
    g.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.region_code AS region_code,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_code AS county_code,
    a.county_name AS county_name,
    a.kind_name AS kind_name,
    a.department_name AS department_name,
    a.unit AS unit,
    g.day AS day,
    g.followers_total AS followers_total,
    g.followers_total - lagInFrame(g.followers_total) OVER (PARTITION BY g.account_id ORDER BY g.day ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
        AS followers_change,
    g.posts_total AS posts_total
FROM
(
    SELECT
        account_id,
        if(as_of = toDate('1970-01-01'), toDate(observed_at, 'Asia/Shanghai'), as_of) AS day,
        argMax(followers_total, observed_at) AS followers_total,
        argMax(posts_total, observed_at) AS posts_total
    FROM account_metrics
    WHERE account_metrics.followers_total IS NOT NULL
    GROUP BY account_id, day
) AS g
INNER JOIN v_accounts AS a ON a.account_id = g.account_id
COMMENT '账号自身数字的逐日变化';
