-- What share of each group knows, by wave, region and question. rate = Σw·x ÷ Σw; effective sample n* = (Σw)² ÷ Σw² (Kish 1965);
-- limits are Wilson's at 95 % with n* in the place of n: (p + z²/2n* ± z·√(p(1−p)/n* + z²/4n*²)) ÷ (1 + z²/n*), z = 1.96.

CREATE OR REPLACE VIEW v_survey_rates
(
    survey String COMMENT '调查名称',
    wave UInt16 COMMENT '年份',
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
    dimension LowCardinality(String) COMMENT '分组代码；all 为全部',
    dimension_name LowCardinality(String) COMMENT '分组',
    group_code LowCardinality(String) COMMENT '组别代码',
    group_name LowCardinality(String) COMMENT '组别',
    group_order UInt8 COMMENT '组别在分组中的顺序',
    respondents UInt64 COMMENT '回答了这题的人数',
    effective Float64 COMMENT '有效样本量（Kish）：权重之和的平方 ÷ 权重的平方之和',
    rate Float64 COMMENT '知晓率（0–1，加权）',
    rate_low Float64 COMMENT '95% 下限（Wilson，按有效样本量）',
    rate_high Float64 COMMENT '95% 上限（Wilson，按有效样本量）',
    small Bool COMMENT '样本不足 30 人：只作参考，不排名、不检验',
    weight Float64 COMMENT '权重之和：知晓率的分母',
    weight_correct Float64 COMMENT '答对的人的权重之和：知晓率的分子',
    source LowCardinality(String) COMMENT 'respondents 由答卷算出、table 来自分组结果'
)
AS
WITH
    1.96 * 1.96 AS z2,
    1.96 * sqrt(rate * (1 - rate) / effective + z2 / (4 * effective * effective)) AS spread
SELECT
    c.survey AS survey,
    c.wave AS wave,
    c.region_code AS region_code,
    r.name AS region_name,
    toString(r.level) AS level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    toUInt8(r.level) AS level_order,
    multiIf(r.level = 'city', r.region_code, parent.level = 'city', parent.region_code, '') AS city_code,
    multiIf(r.level = 'city', r.name, parent.level = 'city', parent.name, r.level = 'county', '省直管', '') AS city_name,
    c.question_id AS question_id,
    q.wording AS wording,
    q.topic AS topic,
    t.topic_name AS topic_name,
    c.dimension AS dimension,
    g.dimension_name AS dimension_name,
    c.group_code AS group_code,
    g.group_name AS group_name,
    g.group_order AS group_order,
    c.respondents AS respondents,
    c.weight * c.weight / c.weight_squared AS effective,
    least(1, c.weight_correct / c.weight) AS rate,
    greatest(0, (rate + z2 / (2 * effective) - spread) / (1 + z2 / effective)) AS rate_low,
    least(1, (rate + z2 / (2 * effective) + spread) / (1 + z2 / effective)) AS rate_high,
    c.respondents < 30 AS small,
    c.weight AS weight,
    c.weight_correct AS weight_correct,
    c.source AS source
FROM
(
    SELECT *
    FROM survey_cells FINAL
    WHERE (survey, wave, computed_at) IN (SELECT survey, wave, max(computed_at) FROM survey_cells GROUP BY survey, wave)
) AS c
INNER JOIN (SELECT * FROM survey_questions FINAL WHERE NOT withdrawn) AS q ON q.survey = c.survey AND q.question_id = c.question_id
INNER JOIN (SELECT * FROM regions FINAL) AS r ON r.region_code = c.region_code
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS parent ON parent.region_code = r.parent_code
LEFT ANY JOIN v_topics AS t ON t.topic = q.topic
LEFT ANY JOIN v_survey_groups AS g ON g.dimension = c.dimension AND g.group_code = c.group_code
COMMENT '认知调查：各期、各地、各题、各组的知晓率与区间'
