-- Reach at seven days by level within one platform, of posts published in the last twelve full weeks: per account and per
-- post, whole and by topic, audience and department. What a level did not publish has no reach: an empty figure, whose
-- silence v_output_drop_off counts. Never add platforms.

CREATE OR REPLACE VIEW v_reach_drop_off
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
    accounts UInt64 COMMENT '在台账且已采集的账号数（按部门分时为该部门的）',
    posts UInt64 COMMENT '近 12 个整周发布的作品数（未删除）',
    mature_posts UInt64 COMMENT '其中满 7 天且有 7 天数字的：触达的分母',
    young_posts UInt64 COMMENT '其中未满 7 天、暂不可比的',
    missing_posts UInt64 COMMENT '其中满 7 天但缺数字的',
    reach Nullable(Int64) COMMENT '7 天触达合计；没有成熟作品时为空，不是零',
    reach_median Nullable(Float64) COMMENT '每件成熟作品 7 天触达的中位数',
    reach_per_account Nullable(Float64) COMMENT '7 天触达合计 ÷ 账号数',
    retention Nullable(Float64) COMMENT '本级每账号触达 ÷ 上一级的，可大于 1；最高一级为空',
    drop_off Nullable(Float64) COMMENT '层级衰减率：1 − 上述比值',
    median_retention Nullable(Float64) COMMENT '本级每件中位数 ÷ 上一级的：不受少数爆款影响'
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
    transform(s.level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    s.level_order AS level_order,
    s.accounts AS accounts,
    s.posts AS posts,
    s.mature_posts AS mature_posts,
    s.young_posts AS young_posts,
    s.missing_posts AS missing_posts,
    s.reach AS reach,
    s.reach_median AS reach_median,
    s.per_account AS reach_per_account,
    s.per_account / nullIf(s.above.1, 0) AS retention,
    1 - retention AS drop_off,
    s.reach_median / nullIf(s.above.2, 0) AS median_retention
FROM
(
    SELECT
        *,
        lagInFrame((per_account, reach_median)) OVER
            (PARTITION BY dimension, key, platform ORDER BY level_order ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS above
    FROM
    (
        SELECT
            p.dimension AS dimension,
            p.key AS key,
            p.platform AS platform,
            p.level AS level,
            toUInt8(indexOf(['province', 'city', 'county'], level) - 1) AS level_order,
            if(dimension = 'department', any(a.of_departments)[key], any(a.accounts)) AS accounts,
            count() AS posts,
            countIf(p.reach_state = 'mature') AS mature_posts,
            countIf(p.reach_state = 'young') AS young_posts,
            countIf(p.reach_state = 'missing') AS missing_posts,
            sumIf(p.reach_7d, p.reach_state = 'mature') AS reach,
            if(mature_posts = 0, NULL, quantileExactInclusiveIf(0.5)(assumeNotNull(p.reach_7d), p.reach_state = 'mature'))
                AS reach_median,
            reach / accounts AS per_account
        FROM
        (
            SELECT
                platform,
                level,
                reach_state,
                reach_7d,
                arrayJoin(arrayConcat(
                    [('all', ''), ('department', department)],
                    arrayMap(topic -> ('topic', topic), topics),
                    arrayMap(audience -> ('audience', audience), if(empty(audiences), [''], audiences))
                )) AS part,
                part.1 AS dimension,
                part.2 AS key
            FROM v_post_reach
            WHERE counted
                AND basis != ''
                AND published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
                AND published_week < toMonday(toDate(now64(3), 'Asia/Shanghai'))
        ) AS p
        INNER JOIN
        (
            SELECT
                platform,
                level,
                sum(of_department) AS accounts,
                CAST((groupArray(department), groupArray(of_department)), 'Map(String, UInt64)') AS of_departments
            FROM
            (
                SELECT
                    platform,
                    level,
                    department,
                    count() AS of_department
                FROM v_accounts
                WHERE on_roster AND gathered
                GROUP BY platform, level, department
            )
            GROUP BY platform, level
        ) AS a ON a.platform = p.platform AND a.level = p.level
        GROUP BY p.dimension, p.key, p.platform, p.level
    )
) AS s
LEFT ANY JOIN v_dimension_keys AS k ON k.dimension = s.dimension AND k.key = s.key
LEFT ANY JOIN v_platforms AS b ON b.platform = s.platform
ORDER BY dimension, key, platform, level_order
COMMENT '触达的层级衰减：近 12 个整周，在同一平台内按主题、受众、部门';
