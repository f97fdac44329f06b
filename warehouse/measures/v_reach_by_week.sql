-- Reach by week of publication within one platform and level, at equal age: a week whose posts are young says so.

CREATE OR REPLACE VIEW v_reach_by_week
(
    week Date COMMENT '发布周的周一（北京时间）',
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
    posts UInt64 COMMENT '作品数（未删除）',
    mature_posts UInt64 COMMENT '其中到了这个年龄且有数字的：触达的分母',
    young_posts UInt64 COMMENT '其中还没到这个年龄、暂不可比的',
    missing_posts UInt64 COMMENT '其中到了这个年龄但缺数字的；平台不公布的三项都不算',
    reach Nullable(Int64) COMMENT '触达合计；没有成熟作品时为空，不是零',
    reach_median Nullable(Float64) COMMENT '每件成熟作品触达的中位数'
)
AS
SELECT
    r.published_week AS week,
    r.level AS level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    toUInt8(indexOf(['province', 'city', 'county'], level) - 1) AS level_order,
    r.platform AS platform,
    any(b.platform_name) AS platform_name,
    any(b.basis) AS basis,
    any(b.basis_name) AS basis_name,
    r.age AS age,
    any(r.age_name) AS age_name,
    any(r.age_order) AS age_order,
    any(r.comparable) AS comparable,
    count() AS posts,
    countIf(r.state = 'mature') AS mature_posts,
    countIf(r.state = 'young') AS young_posts,
    countIf(r.state = 'missing') AS missing_posts,
    sumIf(r.reach, r.state = 'mature') AS reach,
    if(mature_posts = 0, NULL, quantileExactInclusiveIf(0.5)(assumeNotNull(r.reach), r.state = 'mature')) AS reach_median
FROM v_post_reach_ages AS r
LEFT ANY JOIN v_platforms AS b ON b.platform = r.platform
WHERE r.counted
GROUP BY r.published_week, r.level, r.platform, r.age
ORDER BY week DESC, level_order, platform, age_order
COMMENT '各发布周在各个年龄的触达；周按北京时间，周一起';
