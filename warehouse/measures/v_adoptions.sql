-- Every post that carries a release within 14 days, by an account of the origin's level or below.

CREATE OR REPLACE VIEW v_adoptions
(
    release_id String COMMENT '发布编号',
    release_title String COMMENT '首发作品的标题；没有标题的取正文开头',
    post_id String COMMENT '转载作品编号',
    title String COMMENT '转载作品的标题；没有标题的取正文开头',
    url String COMMENT '转载作品地址',
    account_id String COMMENT '转载账号编号',
    account_name String COMMENT '转载账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    adopted_at DateTime64(3, 'UTC') COMMENT '转载时间（UTC）',
    lag_hours Float64 COMMENT '转载时延（小时）',
    method LowCardinality(String) COMMENT '判定方法代码：native、exact、near、near_short、title',
    method_name LowCardinality(String) COMMENT '判定方法',
    similarity Float32 COMMENT '相似度（0–1）',
    reach_7d Nullable(Int64) COMMENT '转载作品的 7 天触达；未满 7 天、缺数字或已删除为空'
)
AS
SELECT
    d.release_id AS release_id,
    if(o.title = '', o.opening, o.title) AS release_title,
    d.post_id AS post_id,
    if(p.title = '', p.opening, p.title) AS title,
    p.url AS url,
    d.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.city_name AS city_name,
    a.county_name AS county_name,
    r.issued_at AS issued_at,
    d.adopted_at AS adopted_at,
    dateDiff('millisecond', r.issued_at, d.adopted_at) / 3600000 AS lag_hours,
    d.method AS method,
    transform(
        d.method,
        ['native', 'exact', 'near', 'near_short', 'title'],
        ['平台转发', '全文相同', '正文近似', '短文近似', '标题相同'],
        d.method
    ) AS method_name,
    d.similarity AS similarity,
    if(p.deleted, NULL, p.reach_7d) AS reach_7d
FROM (SELECT * FROM adoptions FINAL WHERE valid) AS d
INNER JOIN (SELECT * FROM releases FINAL WHERE carriers > 0) AS r ON r.release_id = d.release_id
INNER JOIN v_accounts AS a ON a.account_id = d.account_id
LEFT ANY JOIN
(
    SELECT post_id, title, opening, url, deleted, reach_7d
    FROM v_post_metrics
    WHERE post_id IN (SELECT post_id FROM adoptions)
) AS p ON p.post_id = d.post_id
LEFT ANY JOIN
(
    SELECT post_id, title, opening
    FROM v_post_metrics
    WHERE post_id IN (SELECT post_id FROM releases)
) AS o ON o.post_id = r.post_id
ORDER BY
    issued_at DESC,
    adopted_at ASC
COMMENT '转载：哪个账号的哪件作品转载了哪次发布'
