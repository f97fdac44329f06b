-- How long until a release is carried, told with those who have not carried it (yet): Kaplan–Meier over all targets of a
-- release within 72 hours, S(t) = Π (1 − d/n). A target counts as long as it was followed without a gap, and drops out
-- then without a verdict; an adoption after a gap is no event. One row a release and level; release '' pools the
-- province's releases. Clock hours. Ties: those who carried before those who dropped out.

CREATE OR REPLACE VIEW v_adoption_lags
(
    release_id String COMMENT '发布编号；空为全部省级发布合计',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    followed UInt64 COMMENT '看着的应转载次数（至少看了一会儿）',
    adopted UInt64 COMMENT '其中在看着的时候转载的',
    dropped_out UInt64 COMMENT '其中没看满 72 小时、到那时还没转载的：此后不知',
    median_lag_hours Nullable(Float64) COMMENT '转载时延的中位数（小时，Kaplan–Meier）；未达半数为空',
    carried_by_24h Nullable(Float64) COMMENT '24 小时内转载的比例（1 − S）；没有人看满 24 小时且无人剩下时只到最后所知',
    carried_by_72h Nullable(Float64) COMMENT '72 小时内转载的比例（1 − S）',
    mean_hours_within_72h Nullable(Float64) COMMENT '72 小时内平均等多久（受限平均，未转载按看到的为止）'
)
AS
WITH
    -- Of each event of a sorted list: how many were still followed, so that S falls to S·(1 − 1/n).
    arraySort(one -> (one.1, 1 - one.2), observations) AS sorted,
    arrayMap((one, place) -> if(one.2 = 1, 1 - 1 / (length(sorted) - place + 1), 1), sorted, arrayEnumerate(sorted)) AS factors,
    arrayMap(logarithm -> exp(logarithm), arrayCumSum(arrayMap(factor -> log(factor), factors))) AS survival,
    arrayMap(one -> one.1, sorted) AS hours,
    -- S before each observation, times the time since the one before: the area under S up to 72 hours.
    arrayMap(
        (at, before, s) -> (at - before) * s,
        arrayPushBack(hours, 72.),
        arrayPushFront(hours, 0.),
        arrayPushFront(survival, 1.)
    ) AS areas
SELECT
    release_id,
    level,
    level_name,
    level_order,
    length(observations) AS followed,
    arrayCount(one -> one.2 = 1, observations) AS adopted,
    arrayCount(one -> one.2 = 0 AND one.1 < 72, observations) AS dropped_out,
    if(arrayExists(s -> s <= 0.5 + 1e-9, survival), hours[arrayFirstIndex(s -> s <= 0.5 + 1e-9, survival)], NULL)
        AS median_lag_hours,
    1 - arrayProduct(arrayFilter((factor, at) -> at <= 24, factors, hours)) AS carried_by_24h,
    1 - arrayProduct(factors) AS carried_by_72h,
    arraySum(areas) AS mean_hours_within_72h
FROM
(
    SELECT
        arrayJoin(if(origin_level = 'province', ['', release_id], [release_id])) AS release_id,
        level,
        any(level_name) AS level_name,
        any(level_order) AS level_order,
        groupArray(
            if(ifNull(lag_hours < 72 AND lag_hours <= followed_hours, false), (assumeNotNull(lag_hours), 1), (followed_hours, 0))
        ) AS observations
    FROM v_release_targets
    WHERE followed_hours > 0
    GROUP BY release_id, level
)
ORDER BY release_id, level_order
COMMENT '转载时延：含尚未转载的（删失），每次发布、每级一行';
