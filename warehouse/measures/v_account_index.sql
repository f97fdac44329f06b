-- Every index in one shape, with its rank among accounts of one platform, level and kind, by one version and basis.
-- Accounts that published nothing have an index of 0 and stand in no ranking. Across platforms compare ranks, never values.

CREATE OR REPLACE VIEW v_account_index
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    period LowCardinality(String) COMMENT '周期代码：week 周、month 月',
    period_start Date COMMENT '开始的北京日',
    period_end Date COMMENT '结束的北京日的次日（不含）',
    days UInt16 COMMENT '天数 d',
    state LowCardinality(String) COMMENT 'known 可算、pending 有作品还未满 7 天、unknown 周期后 7 天内没有采集成功、not_listed 不是整个周期都在台账',
    posts UInt64 COMMENT '作品数 n（未删除）',
    version LowCardinality(String) COMMENT '公式的版本编号；不同版本不可放在一起比较',
    confirmed Bool COMMENT '公式已在出处读到，或由公布的数字验证；否的只供内部参考，不以原名公布',
    basis LowCardinality(String) COMMENT '阅读用什么：views 次数、readers 人数；只有 WCI 有',
    value Nullable(Float64) COMMENT '指数；缺输入为空',
    missing Array(String) COMMENT '缺了哪些输入',
    published Bool COMMENT '周期内有作品；没有的单列为“未发布”，不排名',
    peers UInt64 COMMENT '同平台、同级别、同类别、同版本里参加排名的账号数',
    rank Nullable(UInt64) COMMENT '其中的名次；没有指数或没有作品的不排'
)
AS
SELECT
    * EXCEPT ranked,
    posts > 0 AS published,
    countIf(ranked) OVER (PARTITION BY platform, level, kind, period, period_start, version, basis) AS peers,
    if(
        ranked,
        rank() OVER (PARTITION BY platform, level, kind, period, period_start, version, basis, ranked ORDER BY value DESC),
        NULL
    ) AS rank
FROM
(
    SELECT
        *,
        posts > 0 AND value IS NOT NULL AS ranked
    FROM
    (
        SELECT
            account_id, account_name, platform, level, level_name, city_name, county_name, kind,
            period, period_start, period_end, days, state, posts, version, confirmed,
            basis, wci AS value, missing
        FROM v_wci
        UNION ALL
        SELECT
            account_id, account_name, platform, level, level_name, city_name, county_name, kind,
            period, period_start, period_end, days, state, posts, version, confirmed,
            '' AS basis, bci AS value, missing
        FROM v_bci
        UNION ALL
        SELECT
            account_id, account_name, platform, level, level_name, city_name, county_name, kind,
            period, period_start, period_end, days, state, posts, version, confirmed,
            '' AS basis, value, missing
        FROM v_video_index
    )
)
ORDER BY period, period_start DESC, version, basis, level, kind, rank ASC NULLS LAST
COMMENT '账号的各种指数与名次；不同版本、不同口径分开排';
