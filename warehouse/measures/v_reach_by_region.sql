-- Reach of each region's own accounts within one platform, and per 1,000 of its residents. A province's accounts are
-- divided by the province's people, a county's by the county's: never a county's reads by its city's people.
-- Regions without an account on the platform have no row; v_county_state counts the blank ones.

CREATE OR REPLACE VIEW v_reach_by_region
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”',
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
    accounts UInt64 COMMENT '在台账且已采集的账号数',
    posts UInt64 COMMENT '作品数（未删除）',
    mature_posts UInt64 COMMENT '其中到了这个年龄且有数字的：触达的分母',
    young_posts UInt64 COMMENT '其中还没到这个年龄、暂不可比的',
    missing_posts UInt64 COMMENT '其中到了这个年龄但缺数字的；平台不公布的三项都不算',
    reach Nullable(Int64) COMMENT '触达合计；没有成熟作品时为空，不是零',
    reach_median Nullable(Float64) COMMENT '每件成熟作品触达的中位数',
    population Nullable(UInt32) COMMENT '常住人口（2020 年普查）；空为未知',
    reach_per_1000 Nullable(Float64) COMMENT '每千人触达：1000 × 触达合计 ÷ 常住人口；人次口径，同一人看两件算两次'
)
AS
SELECT
    *,
    1000 * reach / nullIf(population, 0) AS reach_per_1000
FROM
(
    SELECT
        r.region_code AS region_code,
        any(r.region_name) AS region_name,
        any(r.city_code) AS city_code,
        any(r.city_name) AS city_name,
        r.level AS level,
        any(r.level_name) AS level_name,
        any(r.level_order) AS level_order,
        r.platform AS platform,
        any(r.platform_name) AS platform_name,
        any(r.basis) AS basis,
        any(r.basis_name) AS basis_name,
        r.age AS age,
        any(r.age_name) AS age_name,
        any(r.age_order) AS age_order,
        any(r.comparable) AS comparable,
        count() AS accounts,
        sum(r.posts) AS posts,
        sum(r.mature_posts) AS mature_posts,
        sum(r.young_posts) AS young_posts,
        sum(r.missing_posts) AS missing_posts,
        sum(r.reach) AS reach,
        if(mature_posts = 0, NULL, arrayReduce('quantileExactInclusive(0.5)', groupArrayArray(r.reaches))) AS reach_median,
        any(g.population) AS population
    FROM v_reach_by_account AS r
    LEFT ANY JOIN (SELECT region_code, population FROM regions FINAL) AS g ON g.region_code = r.region_code
    WHERE r.region_code != ''
    GROUP BY r.region_code, r.level, r.platform, r.age
)
ORDER BY level_order, region_code, platform, age_order
COMMENT '各区划自有账号在各个年龄的触达与每千人触达；只在同一平台内比较';
