-- Who was expected to carry each release, and whether and when it did: one row a release and target, for measures that count.
-- Who is a target, and what `known` means, stands in v_judged_targets.
CREATE OR REPLACE VIEW v_release_targets
(
    release_id LowCardinality(String) COMMENT '发布编号',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    origin_level LowCardinality(String) COMMENT '首发账号的级别代码',
    passed_72h Bool COMMENT '首发已满 72 小时',
    passed_14d Bool COMMENT '首发已满 14 天',
    account_id LowCardinality(String) COMMENT '应转载的账号编号',
    account_name LowCardinality(String) COMMENT '应转载的账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码；省级与市级为空',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    unit LowCardinality(String) COMMENT '主办单位',
    known Bool COMMENT '72 小时内每一天都采集成功且仍在台账：否则不知道它是否转载',
    adopted_at Nullable(DateTime64(3, 'UTC')) COMMENT '最早一次转载的时间（UTC）；空为未转载或未知',
    lag_hours Nullable(Float64) COMMENT '转载时延（小时）',
    followed_hours Float64 COMMENT '首发以来不间断地看着它的小时数，至多 72：到第一个没有采集成功的北京日之前，或到现在'
)
AS
SELECT
    release_id,
    issued_at,
    origin_level,
    passed_72h,
    passed_14d,
    account_id,
    account_name,
    platform,
    level,
    level_name,
    level_order,
    region_code,
    city_code,
    city_name,
    county_code,
    county_name,
    kind,
    department,
    unit,
    known,
    adopted_at,
    lag_hours,
    followed_hours
FROM v_target_outcomes
COMMENT '每次发布的应转载账号及结果：一次发布、一个账号一行';
