-- How many the province's releases reached through each level: the seven-day reach of the posts that carry them, within
-- one platform, over releases of which 21 days have passed (14 to carry, 7 to ripen). Per target it is comparable between
-- levels: an account that did not carry reached nobody with it.
-- The origins' own posts are not in it.

CREATE OR REPLACE VIEW v_carried_reach
(
    dimension LowCardinality(String) COMMENT '按什么分：all 合计、topic 主题、audience 受众、department 部门；都在同一平台内',
    dimension_name LowCardinality(String) COMMENT '按什么分（中文）',
    key LowCardinality(String) COMMENT '该分类的代码；合计为空',
    key_name LowCardinality(String) COMMENT '该分类的名称；合计为“全部”',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    releases UInt64 COMMENT '首发已满 21 天的省级发布数',
    targets UInt64 COMMENT '该平台上应转载的次数：每次发布的应转载账号数之和',
    eligible UInt64 COMMENT '其中采集完整的：分母',
    carried_posts UInt64 COMMENT '采集完整的应转载账号 14 天内转载的作品数（未删除）',
    mature_posts UInt64 COMMENT '其中有 7 天数字的',
    missing_posts UInt64 COMMENT '其中缺 7 天数字的',
    carried_reach Nullable(Int64) COMMENT '转载作品的 7 天触达合计；转载了却都没有数字时为空',
    share Nullable(Float64) COMMENT '本级带来的触达 ÷ 各级带来的触达之和（0–1）',
    carried_reach_per_target Nullable(Float64) COMMENT '转载触达 ÷ 采集完整的应转载次数',
    retention Nullable(Float64) COMMENT '本级每应转载触达 ÷ 上一级的，可大于 1；最高一级为空',
    drop_off Nullable(Float64) COMMENT '层级衰减率：1 − 上述比值'
)
AS
SELECT
    s.dimension AS dimension,
    transform(s.dimension, ['all', 'topic', 'audience', 'department'], ['合计', '主题', '受众', '部门'], '')
        AS dimension_name,
    s.key AS key,
    if(k.key_name = '', s.key, k.key_name) AS key_name,
    s.platform AS platform,
    b.platform_name AS platform_name,
    b.basis AS basis,
    b.basis_name AS basis_name,
    s.level AS level,
    s.level_name AS level_name,
    s.level_order AS level_order,
    s.releases AS releases,
    s.targets AS targets,
    s.eligible AS eligible,
    s.carried_posts AS carried_posts,
    s.mature_posts AS mature_posts,
    s.missing_posts AS missing_posts,
    s.carried_reach AS carried_reach,
    s.carried_reach / nullIf(s.of_all_levels, 0) AS share,
    s.per_target AS carried_reach_per_target,
    s.per_target / nullIf(s.per_target_above, 0) AS retention,
    1 - retention AS drop_off
FROM
(
    SELECT
        *,
        sum(carried_reach) OVER (PARTITION BY dimension, key, platform) AS of_all_levels,
        lagInFrame(per_target) OVER
            (PARTITION BY dimension, key, platform ORDER BY level_order ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
            AS per_target_above
    FROM
    (
        SELECT
            part.1 AS dimension,
            part.2 AS key,
            platform,
            level,
            any(level_name) AS level_name,
            any(level_order) AS level_order,
            uniqExact(release_id) AS releases,
            count() AS targets,
            countIf(known) AS eligible,
            sumIf(posts, known) AS carried_posts,
            sumIf(mature, known) AS mature_posts,
            carried_posts - mature_posts AS missing_posts,
            if(carried_posts > 0 AND mature_posts = 0, NULL, sumIf(reach, known)) AS carried_reach,
            carried_reach / nullIf(eligible, 0) AS per_target
        FROM
        (
            SELECT
                t.release_id AS release_id,
                t.platform AS platform,
                t.level AS level,
                t.level_name AS level_name,
                t.level_order AS level_order,
                t.known AS known,
                c.posts AS posts,
                c.mature AS mature,
                c.reach AS reach,
                arrayJoin(arrayConcat(
                    [('all', ''), ('department', t.department)],
                    arrayMap(topic -> ('topic', topic), o.topics),
                    arrayMap(audience -> ('audience', audience), if(empty(o.audiences), [''], o.audiences))
                )) AS part
            FROM v_release_targets AS t
            INNER JOIN (SELECT release_id, post_id FROM releases FINAL) AS r ON r.release_id = t.release_id
            INNER JOIN (SELECT platform FROM v_platforms WHERE basis != '') AS told ON told.platform = t.platform
            LEFT ANY JOIN (SELECT post_id, topics, audiences FROM v_post_metrics WHERE post_id IN (SELECT post_id FROM releases)) AS o ON o.post_id = r.post_id
            LEFT ANY JOIN
            (
                SELECT
                    d.release_id AS release_id,
                    p.account_id AS account_id,
                    count() AS posts,
                    countIf(p.reach_state = 'mature') AS mature,
                    sum(ifNull(p.reach_7d, 0)) AS reach
                FROM (SELECT release_id, post_id FROM adoptions FINAL WHERE valid) AS d
                INNER JOIN v_post_reach AS p ON p.post_id = d.post_id
                GROUP BY release_id, account_id
            ) AS c ON c.release_id = t.release_id AND c.account_id = t.account_id
            WHERE t.origin_level = 'province' AND t.issued_at + INTERVAL 21 DAY <= now64(3)
        )
        GROUP BY dimension, key, platform, level
    )
) AS s
LEFT ANY JOIN v_dimension_keys AS k ON k.dimension = s.dimension AND k.key = s.key
LEFT ANY JOIN v_platforms AS b ON b.platform = s.platform
ORDER BY dimension, key, platform, level_order
COMMENT '各级为省级发布带来的触达：在同一平台内按主题、受众、部门';
