-- Reach of each department's accounts within one platform and level. The brigade's own accounts have no department;
-- they stand as 消防队伍, media and townships under their kind.

CREATE OR REPLACE VIEW v_reach_by_department
(
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    department_name LowCardinality(String) COMMENT '行业部门；非行业部门的为主体类别',
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
    reach_median Nullable(Float64) COMMENT '每件成熟作品触达的中位数'
)
AS
SELECT
    r.department AS department,
    if(r.department = '', r.kind_name, r.department_name) AS department_name,
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
    if(mature_posts = 0, NULL, arrayReduce('quantileExactInclusive(0.5)', groupArrayArray(r.reaches))) AS reach_median
FROM v_reach_by_account AS r
GROUP BY r.department, department_name, r.level, r.platform, r.age
ORDER BY department, department_name, level_order, platform, age_order
COMMENT '各行业部门在各个年龄的触达；只在同一平台内比较';
