-- Reach per 1,000 residents by level within one platform: the middle region of the level, with quartiles, since one
-- 10万+ outweighs a year of its neighbours. The ratio is to the province's own figure and may exceed 1.

CREATE OR REPLACE VIEW v_reach_per_head
(
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次；空为平台不公布',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    age LowCardinality(String) COMMENT '年龄代码：1h、24h、72h、7d、last',
    age_name LowCardinality(String) COMMENT '年龄：1 小时、24 小时、72 小时、7 天、目前',
    age_order UInt8 COMMENT '年龄顺序',
    comparable Bool COMMENT '是否可比：固定年龄为是，“目前”为否',
    regions UInt64 COMMENT '有每千人触达的区划数：各四分位数的分母',
    reach_per_1000_median Nullable(Float64) COMMENT '各区划每千人触达的中位数',
    reach_per_1000_low_quartile Nullable(Float64) COMMENT '各区划每千人触达的下四分位数',
    reach_per_1000_high_quartile Nullable(Float64) COMMENT '各区划每千人触达的上四分位数',
    ratio_to_province Nullable(Float64) COMMENT '中位数 ÷ 省级的每千人触达；省级没有时为空'
)
AS
SELECT
    * EXCEPT quartiles,
    reach_per_1000_median / nullIf(maxIf(reach_per_1000_median, level = 'province') OVER (PARTITION BY platform, age), 0)
        AS ratio_to_province
FROM
(
    SELECT
        level,
        any(level_name) AS level_name,
        any(level_order) AS level_order,
        platform,
        any(platform_name) AS platform_name,
        any(basis) AS basis,
        any(basis_name) AS basis_name,
        age,
        any(age_name) AS age_name,
        any(age_order) AS age_order,
        any(comparable) AS comparable,
        countIf(reach_per_1000 IS NOT NULL) AS regions,
        quantilesExactInclusiveIf(0.25, 0.5, 0.75)(assumeNotNull(reach_per_1000), reach_per_1000 IS NOT NULL) AS quartiles,
        if(regions = 0, NULL, quartiles[2]) AS reach_per_1000_median,
        if(regions = 0, NULL, quartiles[1]) AS reach_per_1000_low_quartile,
        if(regions = 0, NULL, quartiles[3]) AS reach_per_1000_high_quartile
    FROM v_reach_by_region
    GROUP BY level, platform, age
)
ORDER BY level_order, platform, age_order
COMMENT '各级每千人触达：各区划的中位数与四分位数，及与省级之比';
