-- Adoption of the province's releases by level, pooled over releases (Σ adopters / Σ eligible targets).
-- Rates of 72 hours pool the releases of which 72 hours have passed, rates of 14 days those of which 14 days have.
-- Retention is this level's rate over that of the level above, drop-off what is missing to 1; neither is clipped.
-- Limits are Wilson's at 95 %: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.96.
-- The median lag is Kaplan–Meier's: every eligible target counts, so it is empty where fewer than half carried.

CREATE OR REPLACE VIEW v_adoption_by_level
(
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    releases UInt64 COMMENT '首发已满 72 小时的省级发布数',
    targets UInt64 COMMENT '应转载次数：每次发布的应转载账号数之和',
    unknown UInt64 COMMENT '其中采集不完整、不知是否转载的',
    eligible UInt64 COMMENT '其中采集完整的：72 小时采用率的分母',
    adopters_72h UInt64 COMMENT '其中 72 小时内转载的',
    eligible_14d UInt64 COMMENT '首发已满 14 天且采集完整的：14 天采用率的分母',
    adopters_14d UInt64 COMMENT '其中 14 天内转载的',
    adoption_rate_72h Nullable(Float64) COMMENT '72 小时采用率；分母为零时为空',
    adoption_rate_14d Nullable(Float64) COMMENT '14 天采用率；分母为零时为空',
    wilson_low Nullable(Float64) COMMENT '72 小时采用率的 95% 下限（Wilson）',
    wilson_high Nullable(Float64) COMMENT '72 小时采用率的 95% 上限（Wilson）',
    retention Nullable(Float64) COMMENT '层级留存率：本级采用率 ÷ 上一级采用率，可大于 1；最高一级为空',
    drop_off Nullable(Float64) COMMENT '层级衰减率：1 − 层级留存率',
    median_lag_hours Nullable(Float64) COMMENT '半数应转载账号转载所用的小时数；72 小时内未达半数为空'
)
AS
SELECT
    level,
    level_name,
    level_order,
    releases,
    targets,
    targets - eligible AS unknown,
    eligible,
    adopters_72h,
    eligible_14d,
    adopters_14d,
    adopters_72h / nullIf(eligible, 0) AS adoption_rate_72h,
    adopters_14d / nullIf(eligible_14d, 0) AS adoption_rate_14d,
    if(adoption_rate_72h IS NULL, NULL, greatest(0, (adoption_rate_72h + z2 / (2 * eligible) - spread) / (1 + z2 / eligible))) AS wilson_low,
    if(adoption_rate_72h IS NULL, NULL, least(1, (adoption_rate_72h + z2 / (2 * eligible) + spread) / (1 + z2 / eligible))) AS wilson_high,
    adoption_rate_72h / nullIf(rate_above, 0) AS retention,
    1 - retention AS drop_off,
    if(adopters_72h * 2 >= eligible AND eligible > 0, lags[toUInt64(ceil(eligible / 2))], NULL) AS median_lag_hours
FROM
(
    SELECT
        *,
        1.96 * 1.96 AS z2,
        adopters_72h / nullIf(eligible, 0) AS rate,
        1.96 * sqrt(rate * (1 - rate) / eligible + z2 / (4 * eligible * eligible)) AS spread,
        lagInFrame(rate) OVER (ORDER BY level_order ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS rate_above
    FROM
    (
        SELECT
            level,
            any(level_name) AS level_name,
            any(level_order) AS level_order,
            uniqExactIf(release_id, passed_72h) AS releases,
            countIf(passed_72h) AS targets,
            countIf(passed_72h AND known) AS eligible,
            countIf(passed_72h AND known AND lag_hours < 72) AS adopters_72h,
            countIf(passed_14d AND known) AS eligible_14d,
            countIf(passed_14d AND known AND lag_hours < 336) AS adopters_14d,
            arraySort(groupArrayIf(assumeNotNull(lag_hours), passed_72h AND known AND lag_hours < 72)) AS lags
        FROM v_release_targets
        WHERE origin_level = 'province'
        GROUP BY level
    )
)
ORDER BY level_order
COMMENT '省级发布的采用率与层级衰减：省级、市级、县级'
