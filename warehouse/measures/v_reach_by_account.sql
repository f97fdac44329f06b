-- Reach of every gathered account on the roster, at each fixed age; accounts without posts have rows too, since they
-- belong to the denominators of unit, region and level, which add these rows up.

CREATE OR REPLACE VIEW v_reach_by_account
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次；空为平台不公布',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码；无对应区划的单位为空',
    region_name LowCardinality(String) COMMENT '所属区划',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市',
    kind LowCardinality(String) COMMENT '主体类别代码',
    kind_name LowCardinality(String) COMMENT '主体类别',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    department_name LowCardinality(String) COMMENT '行业部门；非行业部门为空',
    unit String COMMENT '主办单位',
    age LowCardinality(String) COMMENT '年龄代码：1h、24h、72h、7d、last',
    age_name LowCardinality(String) COMMENT '年龄：1 小时、24 小时、72 小时、7 天、目前',
    age_order UInt8 COMMENT '年龄顺序',
    comparable Bool COMMENT '是否可比：固定年龄为是，“目前”为否',
    posts UInt64 COMMENT '作品数（未删除）',
    mature_posts UInt64 COMMENT '其中到了这个年龄且有数字的：触达的分母',
    young_posts UInt64 COMMENT '其中还没到这个年龄、暂不可比的',
    missing_posts UInt64 COMMENT '其中到了这个年龄但缺数字的；平台不公布的三项都不算',
    reach Nullable(Int64) COMMENT '触达合计；没有成熟作品时为空，不是零',
    reach_median Nullable(Float64) COMMENT '每件成熟作品触达的中位数',
    reaches Array(Int64) COMMENT '各件成熟作品的触达，由小到大：供上一层求中位数',
    peers UInt64 COMMENT '同平台、同级别、同类别且有成熟作品的账号数（含自己）',
    percentile Nullable(Float64) COMMENT '触达中位数在同类账号中的位次（0 最低、1 最高）；同类只有自己时为空。跨平台只能比较位次'
)
AS
SELECT
    *,
    countIf(reach_median IS NOT NULL) OVER peer_group AS peers,
    if(
        reach_median IS NULL OR peers < 2,
        NULL,
        (rank() OVER (PARTITION BY platform, level, kind, age ORDER BY reach_median ASC NULLS LAST) - 1) / (peers - 1)
    ) AS percentile
FROM
(
    SELECT
        a.account_id AS account_id,
        a.account_name AS account_name,
        a.platform AS platform,
        a.platform_name AS platform_name,
        a.basis AS basis,
        a.basis_name AS basis_name,
        a.level AS level,
        a.level_name AS level_name,
        a.level_order AS level_order,
        a.region_code AS region_code,
        a.region_name AS region_name,
        a.city_code AS city_code,
        a.city_name AS city_name,
        a.kind AS kind,
        a.kind_name AS kind_name,
        a.department AS department,
        a.department_name AS department_name,
        a.unit AS unit,
        a.age AS age,
        transform(age, ['1h', '24h', '72h', '7d', 'last'], ['1 小时', '24 小时', '72 小时', '7 天', '目前'], '') AS age_name,
        toUInt8(indexOf(['1h', '24h', '72h', '7d', 'last'], age) - 1) AS age_order,
        age != 'last' AS comparable,
        r.posts AS posts,
        r.mature_posts AS mature_posts,
        r.young_posts AS young_posts,
        r.missing_posts AS missing_posts,
        if(mature_posts = 0, NULL, arraySum(r.reaches)) AS reach,
        if(mature_posts = 0, NULL, arrayReduce('quantileExactInclusive(0.5)', r.reaches)) AS reach_median,
        r.reaches AS reaches
    FROM
    (
        SELECT
            v_accounts.*,
            b.basis AS basis,
            b.basis_name AS basis_name,
            arrayJoin(['1h', '24h', '72h', '7d', 'last']) AS age
        FROM v_accounts
        LEFT ANY JOIN v_platforms AS b ON b.platform = v_accounts.platform
        WHERE on_roster AND gathered
    ) AS a
    LEFT ANY JOIN
    (
        SELECT
            account_id,
            age,
            count() AS posts,
            countIf(state = 'mature') AS mature_posts,
            countIf(state = 'young') AS young_posts,
            countIf(state = 'missing') AS missing_posts,
            arraySort(groupArrayIf(assumeNotNull(reach), state = 'mature')) AS reaches
        FROM v_post_reach_ages
        GROUP BY account_id, age
    ) AS r ON r.account_id = a.account_id AND r.age = a.age
)
WINDOW peer_group AS (PARTITION BY platform, level, kind, age)
ORDER BY level_order, platform, account_id, age_order
COMMENT '各账号在各个年龄的触达，及其在同类账号中的位次';
