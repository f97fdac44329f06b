-- Reach by level within one platform at an age of seven days. Never sum it over platforms: persons and times are
-- different events. Accounts and posts are those of the gathered accounts on the roster now. The overview reads it at every
-- turn, so it asks v_post_reach for the one age and does not go through v_reach_by_level_age; a test holds them equal.

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
    a.level AS level,
    any(a.level_name) AS level_name,
    any(a.level_order) AS level_order,
    a.platform AS platform,
    any(a.platform_name) AS platform_name,
    any(b.basis) AS basis,
    any(b.basis_name) AS basis_name,
    count() AS accounts,
    sum(r.posts) AS posts,
    sum(r.mature_posts) AS mature_posts,
    sum(r.young_posts) AS young_posts,
    sum(r.missing_posts) AS missing_posts,
    if(mature_posts = 0, NULL, sum(r.reach)) AS reach_7d,
    if(mature_posts = 0, NULL, arrayReduce('quantileExactInclusive(0.5)', groupArrayArray(r.reaches))) AS reach_7d_median,
    reach_7d / accounts AS reach_7d_per_account
FROM v_accounts AS a
LEFT ANY JOIN v_platforms AS b ON b.platform = a.platform
LEFT ANY JOIN
(
    SELECT
        account_id,
        count() AS posts,
        countIf(reach_state = 'mature') AS mature_posts,
        countIf(reach_state = 'young') AS young_posts,
        countIf(reach_state = 'missing') AS missing_posts,
        sum(coalesce(reach_7d, 0)) AS reach,
        groupArrayIf(assumeNotNull(reach_7d), reach_state = 'mature') AS reaches
    FROM v_post_reach
    GROUP BY account_id
) AS r ON r.account_id = a.account_id
WHERE a.gathered AND a.on_roster
GROUP BY a.level, a.platform
ORDER BY level_order, platform
COMMENT '各级、各平台的 7 天触达；只在同一平台内比较';
