-- Who used whose post: every post by another account that shares a post on its platform, carries it as a release that the
-- matcher found, or carries it as a release that a person entered. One row a post and using post, however many of the
-- three say so. What was deleted uses nothing. Reach: docs/measures.md, "Good pieces".

CREATE OR REPLACE VIEW v_post_uses
(
    post_id String COMMENT '被使用的作品编号',
    account_id String COMMENT '被使用的作品的账号编号',
    use_post_id String COMMENT '使用它的作品编号',
    use_url String COMMENT '使用它的作品地址',
    use_account_id String COMMENT '使用者的账号编号',
    use_account_name String COMMENT '使用者的账号名称',
    use_unit String COMMENT '使用者的主办单位',
    use_platform LowCardinality(String) COMMENT '使用者的平台代码',
    use_platform_name LowCardinality(String) COMMENT '使用者的平台名称',
    use_level LowCardinality(String) COMMENT '使用者的级别代码',
    use_level_name LowCardinality(String) COMMENT '使用者的级别',
    use_city_name LowCardinality(String) COMMENT '使用者所在市',
    use_county_name LowCardinality(String) COMMENT '使用者所在县（市、区）',
    same_unit Bool COMMENT '使用者与原作者是同一主办单位：不算被别人使用',
    upward Bool COMMENT '使用者的级别高于原作者：向上采用',
    used_at DateTime64(3, 'UTC') COMMENT '使用的时间（UTC）：使用它的作品的发布时间',
    lag_hours Float64 COMMENT '从原作品发布到被使用的小时数',
    ways Array(LowCardinality(String)) COMMENT '怎样看出来的：native 平台转发、matched 匹配到的转载、assigned 登记的发布的转载',
    reach_7d Nullable(Int64) COMMENT '使用它的作品满 7 天的触达；未满 7 天或没有数字为空',
    reach_state LowCardinality(String) COMMENT '使用它的作品的触达：mature 已满 7 天且有数字、young 未满、missing 缺数字、no_basis 平台不公布',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布；不同平台不可相加'
)
AS
SELECT
    u.post_id AS post_id,
    o.account_id AS account_id,
    u.use_post_id AS use_post_id,
    p.url AS use_url,
    p.account_id AS use_account_id,
    p.account_name AS use_account_name,
    p.unit AS use_unit,
    p.platform AS use_platform,
    p.platform_name AS use_platform_name,
    p.level AS use_level,
    p.level_name AS use_level_name,
    p.city_name AS use_city_name,
    p.county_name AS use_county_name,
    p.unit != '' AND p.unit = a.unit AS same_unit,
    a.account_id != '' AND p.level_order < a.level_order AS upward,
    p.published_at AS used_at,
    dateDiff('millisecond', o.published_at, p.published_at) / 3600000 AS lag_hours,
    u.ways AS ways,
    p.reach_7d AS reach_7d,
    p.reach_state AS reach_state,
    p.basis_name AS basis_name
FROM v_post_reach AS p
INNER JOIN
(
    SELECT
        post_id,
        use_post_id,
        arraySort(groupUniqArray(way)) AS ways
    FROM
    (
        SELECT assumeNotNull(n.repost_of) AS post_id, n.post_id AS use_post_id, 'native' AS way
        FROM (SELECT post_id, repost_of FROM posts FINAL WHERE repost_of IS NOT NULL) AS n
        UNION ALL
        SELECT r.post_id, d.post_id, 'matched'
        FROM (SELECT release_id, post_id FROM adoptions FINAL WHERE valid) AS d
        INNER JOIN (SELECT release_id, post_id FROM releases FINAL WHERE carriers > 0) AS r ON r.release_id = d.release_id
        UNION ALL
        SELECT o.post_id, d.post_id, 'assigned'
        FROM (SELECT assigned_id, post_id FROM assigned_adoptions FINAL WHERE valid AND method != 'origin') AS d
        INNER JOIN (SELECT assigned_id FROM assigned_releases FINAL WHERE NOT withdrawn) AS e ON e.assigned_id = d.assigned_id
        INNER JOIN (SELECT assigned_id, post_id FROM assigned_adoptions FINAL WHERE valid AND method = 'origin') AS o
            ON o.assigned_id = d.assigned_id
    )
    GROUP BY post_id, use_post_id
) AS u ON u.use_post_id = p.post_id
INNER JOIN
(
    SELECT post_id, account_id, published_at
    FROM posts FINAL
    -- GLOBAL: on a cluster the names are looked for once and not by each shard among its own.
    WHERE post_id GLOBAL IN (
        SELECT assumeNotNull(repost_of) FROM posts WHERE repost_of IS NOT NULL
        UNION DISTINCT
        SELECT post_id FROM releases
        UNION DISTINCT
        SELECT post_id FROM assigned_adoptions
    )
) AS o ON o.post_id = u.post_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = o.account_id
WHERE p.account_id != o.account_id
ORDER BY post_id, used_at, use_post_id
COMMENT '作品的使用：哪个账号的哪件作品用了哪件作品；一件作品、一次使用一行'
