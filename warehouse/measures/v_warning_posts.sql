-- Every post that issued or carried a warning. Where the platform tells only the day, a post counts from that day's end: it may have come
-- earlier, and to call a county warned in time on a guess would be worse than to call it warned late.

CREATE OR REPLACE VIEW v_warning_posts
(
    warning_id String COMMENT '火险预警编号',
    assigned_id String COMMENT '承载它的登记发布编号',
    issued_at DateTime64(3, 'UTC') COMMENT '发出时间（UTC）',
    expires_at DateTime64(3, 'UTC') COMMENT '失效时间（UTC）',
    post_id String COMMENT '作品编号',
    title String COMMENT '作品标题；没有标题的取正文开头',
    url String COMMENT '作品地址',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码；省级与市级为空',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    origin Bool COMMENT '首发作品本身',
    to_the_minute Bool COMMENT '发布时间精确到分钟或秒；否则只知日期，按当天结束时计',
    carried_at DateTime64(3, 'UTC') COMMENT '何时起算到达（UTC）',
    lag_hours Float64 COMMENT '距发出的小时数；早于发出的为 0',
    in_time Bool COMMENT '失效以前到达'
)
AS
SELECT
    w.warning_id AS warning_id,
    w.assigned_id AS assigned_id,
    w.issued_at AS issued_at,
    w.expires_at AS expires_at,
    d.post_id AS post_id,
    if(p.title = '', p.opening, p.title) AS title,
    p.url AS url,
    d.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.level_order AS level_order,
    a.region_code AS region_code,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_code AS county_code,
    a.county_name AS county_name,
    d.method = 'origin' AS origin,
    p.published_precision != 'day' AS to_the_minute,
    greatest(
        w.issued_at,
        if(
            to_the_minute,
            d.adopted_at,
            toDateTime64(toDate(d.adopted_at, 'Asia/Shanghai') + 1, 3, 'Asia/Shanghai') - INTERVAL 1 MILLISECOND
        )
    ) AS carried_at,
    dateDiff('millisecond', w.issued_at, carried_at) / 3600000 AS lag_hours,
    carried_at <= w.expires_at AS in_time
FROM
(
    SELECT warning_id, issued_at, expires_at, arrayJoin(releases) AS assigned_id
    FROM warnings FINAL
    WHERE NOT withdrawn
) AS w
INNER JOIN (SELECT * FROM assigned_adoptions FINAL WHERE valid) AS d ON d.assigned_id = w.assigned_id
INNER JOIN v_accounts AS a ON a.account_id = d.account_id
LEFT ANY JOIN
(
    SELECT post_id, title, opening, url, published_precision
    FROM posts FINAL
    WHERE post_id IN (SELECT post_id FROM assigned_adoptions)
) AS p ON p.post_id = d.post_id
ORDER BY warning_id, carried_at, post_id
COMMENT '火险预警由哪些作品首发、转载；一次预警、一个发布、一件作品一行'
