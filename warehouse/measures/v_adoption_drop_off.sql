-- Adoption of the province's releases by level (docs/measures.md, "Adoption and drop-off"), pooled over releases of which
-- 72 hours have passed, and told by the target's platform and department, and by the release's topics and audiences.
-- Limits of a rate are Wilson's at 95 %; those of a retention exp(ln R ± 1.96·√(1/x₁ − 1/n₁ + 1/x₀ − 1/n₀)), empty
-- where a level has no adopter. Neither rate nor retention is clipped; the level above is the next that has a row.

CREATE OR REPLACE VIEW v_adoption_drop_off
(
    dimension LowCardinality(String) COMMENT '按什么分：all 合计、platform 平台、topic 主题、audience 受众、department 部门',
    dimension_name LowCardinality(String) COMMENT '按什么分（中文）',
    key LowCardinality(String) COMMENT '该分类的代码；合计为空',
    key_name LowCardinality(String) COMMENT '该分类的名称；合计为“全部”',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    releases UInt64 COMMENT '首发已满 72 小时的省级发布数',
    targets UInt64 COMMENT '应转载次数：每次发布的应转载账号数之和',
    unknown UInt64 COMMENT '其中采集不完整、不知是否转载的',
    eligible UInt64 COMMENT '其中采集完整的：分母',
    adopters UInt64 COMMENT '其中 72 小时内转载的',
    adoption_rate Nullable(Float64) COMMENT '72 小时采用率；分母为零时为空',
    wilson_low Nullable(Float64) COMMENT '采用率的 95% 下限（Wilson）',
    wilson_high Nullable(Float64) COMMENT '采用率的 95% 上限（Wilson）',
    mean_rate Nullable(Float64) COMMENT '各次发布采用率的平均：每次发布一样重',
    retention Nullable(Float64) COMMENT '层级留存率：本级采用率 ÷ 上一级采用率，可大于 1；最高一级为空',
    retention_low Nullable(Float64) COMMENT '层级留存率的 95% 下限；任一级无转载时为空',
    retention_high Nullable(Float64) COMMENT '层级留存率的 95% 上限；任一级无转载时为空',
    drop_off Nullable(Float64) COMMENT '层级衰减率：1 − 层级留存率',
    points_lost Nullable(Float64) COMMENT '比上一级少多少（采用率之差，0–1）：上一级很小时看它'
)
AS
WITH
    1.96 * 1.96 AS z2,
    1.96 * sqrt(s.rate * (1 - s.rate) / s.eligible + z2 / (4 * s.eligible * s.eligible)) AS spread,
    1.96 * sqrt(
        1 / nullIf(s.adopters, 0) - 1 / s.eligible
        + 1 / nullIf(s.above.1, 0) - 1 / s.above.2
    ) AS log_spread
SELECT
    s.dimension AS dimension,
    transform(
        s.dimension,
        ['all', 'platform', 'topic', 'audience', 'department'],
        ['合计', '平台', '主题', '受众', '部门'],
        ''
    ) AS dimension_name,
    s.key AS key,
    if(k.key_name = '', s.key, k.key_name) AS key_name,
    s.level AS level,
    s.level_name AS level_name,
    s.level_order AS level_order,
    s.releases AS releases,
    s.targets AS targets,
    s.targets - s.eligible AS unknown,
    s.eligible AS eligible,
    s.adopters AS adopters,
    s.rate AS adoption_rate,
    if(s.rate IS NULL, NULL, greatest(0, (s.rate + z2 / (2 * s.eligible) - spread) / (1 + z2 / s.eligible))) AS wilson_low,
    if(s.rate IS NULL, NULL, least(1, (s.rate + z2 / (2 * s.eligible) + spread) / (1 + z2 / s.eligible))) AS wilson_high,
    s.mean_rate AS mean_rate,
    s.rate / nullIf(s.above.1 / nullIf(s.above.2, 0), 0) AS retention,
    retention * exp(-log_spread) AS retention_low,
    retention * exp(log_spread) AS retention_high,
    1 - retention AS drop_off,
    s.above.1 / nullIf(s.above.2, 0) - s.rate AS points_lost
FROM
(
    SELECT
        *,
        adopters / nullIf(eligible, 0) AS rate,
        lagInFrame((toNullable(adopters), toNullable(eligible))) OVER
            (PARTITION BY dimension, key ORDER BY level_order ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS above
    FROM
    (
        SELECT
            dimension,
            key,
            level,
            any(level_name) AS level_name,
            any(level_order) AS level_order,
            count() AS releases,
            sum(of_release.1) AS targets,
            sum(of_release.2) AS eligible,
            sum(of_release.3) AS adopters,
            avg(of_release.3 / nullIf(of_release.2, 0)) AS mean_rate
        FROM
        (
            SELECT
                part.1 AS dimension,
                part.2 AS key,
                level,
                any(level_name) AS level_name,
                any(level_order) AS level_order,
                (count(), countIf(known), countIf(known AND lag_hours < 72)) AS of_release
            FROM
            (
                SELECT
                    t.release_id AS release_id,
                    t.level AS level,
                    t.level_name AS level_name,
                    t.level_order AS level_order,
                    t.known AS known,
                    t.lag_hours AS lag_hours,
                    arrayJoin(arrayConcat(
                        [('all', ''), ('platform', t.platform), ('department', t.department)],
                        arrayMap(topic -> ('topic', topic), p.topics),
                        arrayMap(audience -> ('audience', audience), if(empty(p.audiences), [''], p.audiences))
                    )) AS part
                FROM v_release_targets AS t
                INNER JOIN (SELECT release_id, post_id FROM releases FINAL) AS r ON r.release_id = t.release_id
                LEFT ANY JOIN (SELECT post_id, topics, audiences FROM v_post_metrics WHERE post_id IN (SELECT post_id FROM releases)) AS p ON p.post_id = r.post_id
                WHERE t.origin_level = 'province' AND t.passed_72h
            )
            GROUP BY dimension, key, level, release_id
        )
        GROUP BY dimension, key, level
    )
) AS s
LEFT ANY JOIN v_dimension_keys AS k ON k.dimension = s.dimension AND k.key = s.key
ORDER BY dimension, key, level_order
COMMENT '采用率的层级衰减：省级发布，按平台、主题、受众、部门';
