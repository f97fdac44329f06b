-- Every post that carries an entered release, with its form. Credited: the platform says whose it is, or the post names a
-- source, or its text names the account or unit of the release's own post.

CREATE OR REPLACE VIEW v_assigned_adoptions
(
    assigned_id String COMMENT '布置的编号',
    title String COMMENT '布置的标题；没有的取首发作品的标题，再没有取链接',
    issued_at DateTime64(3, 'UTC') COMMENT '布置或首发的时间（UTC）',
    deadline_at DateTime64(3, 'UTC') COMMENT '截止时间（UTC）',
    post_id String COMMENT '转载作品编号',
    url String COMMENT '转载作品地址',
    account_id String COMMENT '转载账号编号',
    account_name String COMMENT '转载账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    is_target Bool COMMENT '是否应转载的账号',
    adopted_at DateTime64(3, 'UTC') COMMENT '转载时间（UTC）',
    lag_hours Float64 COMMENT '转载时延（小时）',
    in_time Bool COMMENT '截止以前',
    method LowCardinality(String) COMMENT '判定方法代码：native、exact、near、near_short、title',
    method_name LowCardinality(String) COMMENT '形式：平台转发、全文相同、正文近似、短文近似、标题相同',
    similarity Float32 COMMENT '相似度（0–1）；低于 0.9 的多为本地化改写',
    credited Bool COMMENT '注明了出处：平台转发、标明来源，或正文写到首发账号或单位',
    deleted Bool COMMENT '后来删除了',
    reach_7d Nullable(Int64) COMMENT '这件转载作品的 7 天触达',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布'
)
AS
SELECT
    d.assigned_id AS assigned_id,
    multiIf(r.title != '', r.title, o.title != '', o.title, r.url) AS title,
    r.issued_at AS issued_at,
    r.deadline_at AS deadline_at,
    d.post_id AS post_id,
    p.url AS url,
    d.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.level_order AS level_order,
    a.city_name AS city_name,
    a.county_name AS county_name,
    has(r.targets, d.account_id) AS is_target,
    d.adopted_at AS adopted_at,
    dateDiff('millisecond', r.issued_at, d.adopted_at) / 3600000 AS lag_hours,
    d.adopted_at <= r.deadline_at AS in_time,
    d.method AS method,
    transform(
        d.method,
        ['native', 'exact', 'near', 'near_short', 'title'],
        ['平台转发', '全文相同', '正文近似', '短文近似', '标题相同'],
        d.method
    ) AS method_name,
    d.similarity AS similarity,
    p.repost_of IS NOT NULL
        OR p.source_label IS NOT NULL
        OR (o.account_name != '' AND position(p.text, o.account_name) > 0)
        OR (o.unit != '' AND position(p.text, o.unit) > 0) AS credited,
    p.deleted AS deleted,
    f.reach_7d AS reach_7d,
    f.basis_name AS basis_name
FROM (SELECT * FROM assigned_adoptions FINAL WHERE valid AND method != 'origin') AS d
INNER JOIN (SELECT * FROM assigned_releases FINAL WHERE NOT withdrawn) AS r ON r.assigned_id = d.assigned_id
INNER JOIN v_accounts AS a ON a.account_id = d.account_id
LEFT ANY JOIN (SELECT post_id, url, text, repost_of, source_label, deleted FROM posts FINAL WHERE post_id IN (SELECT post_id FROM assigned_adoptions)) AS p ON p.post_id = d.post_id
LEFT ANY JOIN (SELECT post_id, reach_7d, basis_name FROM v_post_reach WHERE post_id IN (SELECT post_id FROM assigned_adoptions)) AS f ON f.post_id = d.post_id
LEFT ANY JOIN
(
    SELECT
        x.assigned_id AS assigned_id,
        t.title AS title,
        n.account_name AS account_name,
        n.unit AS unit
    FROM (SELECT * FROM assigned_adoptions FINAL WHERE valid AND method = 'origin') AS x
    LEFT ANY JOIN (SELECT post_id, title FROM v_post_metrics WHERE post_id IN (SELECT post_id FROM assigned_adoptions)) AS t ON t.post_id = x.post_id
    LEFT ANY JOIN v_accounts AS n ON n.account_id = x.account_id
) AS o ON o.assigned_id = d.assigned_id
ORDER BY issued_at DESC, adopted_at
COMMENT '布置的发布由哪些作品转载、以什么形式、是否注明出处';
