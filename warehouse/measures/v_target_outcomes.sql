-- What became of each target of each release: the carrying post with its form, link and reach, and how often it was visited
-- and what it published meanwhile. One row a release and target; rates count rows that are `counted`, as v_adoption_by_level
-- does. Read as `watch` judged them last (warehouse/kept.py), after its last matching.
CREATE OR REPLACE VIEW v_target_outcomes
(
    release_id LowCardinality(String) COMMENT '发布编号',
    release_label LowCardinality(String) COMMENT '发布：首发时间（北京时间）与标题',
    release_title LowCardinality(String) COMMENT '首发作品的标题；没有标题的取正文开头',
    release_url LowCardinality(String) COMMENT '首发作品地址',
    origin_account_name LowCardinality(String) COMMENT '首发账号',
    origin_level LowCardinality(String) COMMENT '首发账号的级别代码',
    main_topic LowCardinality(String) COMMENT '首发作品的主要主题代码',
    main_topic_name LowCardinality(String) COMMENT '首发作品的主要主题',
    main_audience LowCardinality(String) COMMENT '首发作品的主要受众代码；空为面向所有人',
    main_audience_name LowCardinality(String) COMMENT '首发作品的主要受众',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    issued_day Date COMMENT '首发日（北京时间）',
    issued_week Date COMMENT '首发周的周一（北京时间）',
    passed_72h Bool COMMENT '首发已满 72 小时',
    passed_14d Bool COMMENT '首发已满 14 天',
    account_id LowCardinality(String) COMMENT '应转载的账号编号',
    account_name LowCardinality(String) COMMENT '应转载的账号',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码；省级与市级为空',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    kind_name LowCardinality(String) COMMENT '主体类别',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    department_name LowCardinality(String) COMMENT '行业部门',
    unit LowCardinality(String) COMMENT '主办单位',
    known Bool COMMENT '72 小时内每一天都采集成功且仍在台账',
    counted Bool COMMENT '计入采用率：首发已满 72 小时，且采集完整',
    adopted_at Nullable(DateTime64(3, 'UTC')) COMMENT '最早一次转载的时间（UTC）；空为未转载或未知',
    lag_hours Nullable(Float64) COMMENT '转载时延（小时）',
    followed_hours Float64 COMMENT '首发以来不间断地看着它的小时数，至多 72：到第一个没有采集成功的北京日之前，或到现在',
    state LowCardinality(String) COMMENT 'carried 72 小时内转载、late 更晚转载、missing 没有转载、waiting 未满 72 小时、unknown 采集不完整、不能断定',
    state_name LowCardinality(String) COMMENT '结论：已转载、逾时转载、未转载、未满 72 小时、未知',
    method_name LowCardinality(String) COMMENT '形式：平台转发、全文相同、正文近似、短文近似、标题相同；没有转载为空',
    similarity Nullable(Float32) COMMENT '相似度（0–1）；没有转载为空',
    post_id String COMMENT '最早一件转载作品的编号；没有转载为空',
    title String COMMENT '最早一件转载作品的标题；没有标题的取正文开头',
    url String COMMENT '最早一件转载作品的地址',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    carried_posts UInt64 COMMENT '转载作品数（一个账号可有几件）',
    carried_reach Nullable(Int64) COMMENT '转载作品的 7 天触达之和；没有转载、都未满 7 天或缺数字为空',
    visits UInt64 COMMENT '首发当天到满 72 小时那天，采集成功的次数',
    posts_meanwhile UInt64 COMMENT '首发后 72 小时内这个账号发布的作品数（未删除）'
)
AS
SELECT * EXCEPT (kept_at)
FROM release_targets
WHERE kept_at = (SELECT max(kept_at) FROM kept_rounds WHERE answer = 'release_targets')
    -- A release that the reader may not see shows him no targets, though they are his own.
    AND release_id IN (SELECT release_id FROM releases)
COMMENT '每次发布、每个应转载账号的结果，匹配之后判定';
