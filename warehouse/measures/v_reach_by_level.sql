-- Reach by level within one platform at an age of seven days: v_reach_by_level_age as the overview reads it.

CREATE OR REPLACE VIEW v_reach_by_level
(
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次；空为平台不公布',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    accounts UInt64 COMMENT '在台账且已采集的账号数',
    posts UInt64 COMMENT '作品数（未删除）',
    mature_posts UInt64 COMMENT '发布满 7 天且有 7 天数字的作品数：触达的分母',
    young_posts UInt64 COMMENT '发布未满 7 天的作品数',
    missing_posts UInt64 COMMENT '发布满 7 天但缺 7 天数字的作品数',
    reach_7d Nullable(Int64) COMMENT '7 天触达合计；没有成熟作品时为空，不是零',
    reach_7d_median Nullable(Float64) COMMENT '每件成熟作品 7 天触达的中位数',
    reach_7d_per_account Nullable(Float64) COMMENT '7 天触达合计 ÷ 账号数'
)
AS
SELECT
    level,
    level_name,
    level_order,
    platform,
    platform_name,
    basis,
    basis_name,
    accounts,
    posts,
    mature_posts,
    young_posts,
    missing_posts,
    reach AS reach_7d,
    reach_median AS reach_7d_median,
    reach_per_account AS reach_7d_per_account
FROM v_reach_by_level_age
WHERE age = '7d'
ORDER BY level_order, platform
COMMENT '各级、各平台的 7 天触达；只在同一平台内比较';
