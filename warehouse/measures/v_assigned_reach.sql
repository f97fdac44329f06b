-- What each level's carrying of an entered release reached at seven days, within one platform. Never add platforms.

CREATE OR REPLACE VIEW v_assigned_reach
(
    assigned_id String COMMENT '布置的编号',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    posts UInt64 COMMENT '转载作品数（未删除）',
    mature_posts UInt64 COMMENT '其中有 7 天数字的',
    reach Nullable(Int64) COMMENT '7 天触达合计；都没有数字时为空'
)
AS
SELECT
    assigned_id,
    platform,
    any(platform_name) AS platform_name,
    any(basis_name) AS basis_name,
    level,
    any(level_name) AS level_name,
    any(level_order) AS level_order,
    count() AS posts,
    countIf(reach_7d IS NOT NULL) AS mature_posts,
    sum(reach_7d) AS reach
FROM v_assigned_adoptions
WHERE NOT deleted
GROUP BY assigned_id, platform, level
ORDER BY assigned_id, platform, level_order
COMMENT '布置的发布：各级转载带来的 7 天触达';
