-- What changed from one wave to the next: the two-proportion z test on effective sample sizes, two-sided,
-- z = (p₂ − p₁) ÷ √(p̄(1−p̄)(1/n₁ + 1/n₂)), p̄ = (p₁n₁ + p₂n₂) ÷ (n₁ + n₂); adjusted by Holm (1979) over all tests of one question in
-- one region, since the groups overlap (one person is old, rural and a farmer) and Holm holds whatever their dependence.

CREATE OR REPLACE VIEW v_survey_changes
(
    survey String COMMENT '调查名称',
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    question_id String COMMENT '题目编号',
    wording String COMMENT '题目',
    topic LowCardinality(String) COMMENT '主题代码',
    topic_name LowCardinality(String) COMMENT '主题',
    dimension LowCardinality(String) COMMENT '分组代码',
    dimension_name LowCardinality(String) COMMENT '分组',
    group_code LowCardinality(String) COMMENT '组别代码',
    group_name LowCardinality(String) COMMENT '组别',
    from_wave UInt16 COMMENT '上一期（这一组上一次有结果）的年份',
    to_wave UInt16 COMMENT '这一期的年份',
    from_rate Float64 COMMENT '上一期的知晓率',
    to_rate Float64 COMMENT '这一期的知晓率',
    change Float64 COMMENT '变化：这一期 − 上一期（0.05 即 5 个百分点）',
    from_effective Float64 COMMENT '上一期的有效样本量',
    to_effective Float64 COMMENT '这一期的有效样本量',
    small Bool COMMENT '任一期样本不足 30 人：不检验',
    z Nullable(Float64) COMMENT '检验统计量；不检验为空',
    p_value Nullable(Float64) COMMENT '双侧 p 值（未校正）；不检验为空',
    p_adjusted Nullable(Float64) COMMENT 'Holm 校正后的 p 值，在同一区划、同一题的各次检验之内；不检验为空',
    verdict LowCardinality(String) COMMENT 'up 上升、down 下降（校正后 p < 0.05）、none 没有显著变化、small 样本太小',
    verdict_name LowCardinality(String) COMMENT '上升、下降、无显著变化、样本太小'
)
AS
SELECT
    survey,
    region_code,
    region_name,
    level,
    level_name,
    level_order,
    city_code,
    city_name,
    question_id,
    wording,
    topic,
    topic_name,
    dimension,
    dimension_name,
    group_code,
    group_name,
    from_wave,
    wave AS to_wave,
    from_rate,
    rate AS to_rate,
    rate - from_rate AS change,
    from_effective,
    effective AS to_effective,
    untested AS small,
    statistic AS z,
    p AS p_value,
    if(
        p IS NULL,
        NULL,
        max(least(1, p * (tests - place + 1))) OVER
            (PARTITION BY survey, region_code, question_id, untested ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ) AS p_adjusted,
    multiIf(p_adjusted IS NULL, 'small', p_adjusted >= 0.05, 'none', change > 0, 'up', 'down') AS verdict,
    transform(verdict, ['up', 'down', 'none', 'small'], ['上升', '下降', '无显著变化', '样本太小'], '') AS verdict_name
FROM
(
    SELECT
        *,
        count() OVER (PARTITION BY survey, region_code, question_id, untested) AS tests,
        row_number() OVER (PARTITION BY survey, region_code, question_id, untested ORDER BY p, dimension, group_code, wave) AS place
    FROM
    (
        SELECT
            *,
            small OR from_small AS untested,
            (rate * effective + from_rate * from_effective) / (effective + from_effective) AS pooled,
            sqrt(pooled * (1 - pooled) * (1 / effective + 1 / from_effective)) AS deviation,
            multiIf(untested, NULL, deviation > 0, (rate - from_rate) / deviation, 0) AS statistic,
            erfc(abs(statistic) / sqrt(2)) AS p
        FROM
        (
            SELECT
                *,
                lagInFrame(wave) OVER waves AS from_wave,
                lagInFrame(rate) OVER waves AS from_rate,
                lagInFrame(effective) OVER waves AS from_effective,
                lagInFrame(small) OVER waves AS from_small
            FROM v_survey_rates
            WINDOW waves AS
                (PARTITION BY survey, region_code, question_id, dimension, group_code ORDER BY wave ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
        )
        WHERE from_wave > 0
    )
)
COMMENT '认知调查：各组从上一期到这一期的变化，经检验与校正'
