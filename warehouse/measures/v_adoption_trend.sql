-- Does adoption fall from level to level at all? Cochran–Armitage's z over the levels that were asked (scores 0, 1, 2):
-- z = Σ s(x − n·p̄) ÷ √(p̄(1−p̄)·(Σ n·s² − (Σ n·s)²/N)); below −1.96 it falls beyond chance. And the mean retention per
-- step, exp(slope of ln rate on level), by least squares over the levels; empty where a level has no adopter.

CREATE OR REPLACE VIEW v_adoption_trend
(
    dimension LowCardinality(String) COMMENT '按什么分：all 合计、platform 平台、topic 主题、audience 受众、department 部门',
    dimension_name LowCardinality(String) COMMENT '按什么分（中文）',
    key LowCardinality(String) COMMENT '该分类的代码；合计为空',
    key_name LowCardinality(String) COMMENT '该分类的名称；合计为“全部”',
    levels UInt64 COMMENT '有应转载账号的级数；少于两级时没有趋势',
    eligible UInt64 COMMENT '采集完整的应转载次数',
    adopters UInt64 COMMENT '其中 72 小时内转载的',
    z Nullable(Float64) COMMENT 'Cochran–Armitage 趋势检验的 z；小于 −1.96 为逐级下降，不是偶然',
    retention_per_step Nullable(Float64) COMMENT '每下一级平均留存多少；只作描述，三个点不足以建模'
)
AS
WITH
    adopters / eligible AS pooled,
    pooled * (1 - pooled) * (weighted_squares - weighted * weighted / eligible) AS variance
SELECT
    dimension,
    dimension_name,
    key,
    key_name,
    levels,
    eligible,
    adopters,
    if(levels < 2 OR variance <= 0, NULL, (scored_adopters - weighted * pooled) / sqrt(variance)) AS z,
    if(levels < 2 OR silent_levels > 0, NULL, exp(slope)) AS retention_per_step
FROM
(
    SELECT
        dimension,
        any(dimension_name) AS dimension_name,
        key,
        any(key_name) AS key_name,
        count() AS levels,
        countIf(rows.adopters = 0) AS silent_levels,
        sum(rows.eligible) AS eligible,
        sum(rows.adopters) AS adopters,
        sum(rows.adopters * level_order) AS scored_adopters,
        sum(rows.eligible * level_order) AS weighted,
        sum(rows.eligible * level_order * level_order) AS weighted_squares,
        covarPopIf(level_order, log(adoption_rate), rows.adopters > 0) / nullIf(varPop(level_order), 0) AS slope
    FROM v_adoption_drop_off AS rows
    WHERE rows.eligible > 0
    GROUP BY dimension, key
)
ORDER BY dimension, key
COMMENT '采用率是否逐级下降：趋势检验与每级平均留存率';
