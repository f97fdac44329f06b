-- Answers that are kept (warehouse/kept.py), so that nobody who asks waits until a million and a half of targets are judged or
-- fourteen months of posts added up. Each round of keeping fills a partition of its own and is entered in kept_rounds when it
-- is whole: whoever asks meanwhile reads the last one. Columns are those of the view it is kept of.

CREATE TABLE IF NOT EXISTS kept_rounds
(
    answer LowCardinality(String) COMMENT '算好的是什么：表名',
    kept_at DateTime64(3, 'UTC') COMMENT '最近一次完整算出的时间（UTC）'
)
ENGINE = ReplacingMergeTree(kept_at)
ORDER BY answer
COMMENT '各项预先算好的结果最近是什么时候算出的';

CREATE TABLE IF NOT EXISTS release_targets
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
    posts_meanwhile UInt64 COMMENT '首发后 72 小时内这个账号发布的作品数（未删除）',
    kept_at DateTime64(3, 'UTC') COMMENT '判定的时间（UTC），同一次相同'
)
ENGINE = ReplacingMergeTree(kept_at)
PARTITION BY kept_at
ORDER BY (issued_day, release_id, account_id)
COMMENT '每次发布、每个应转载账号的结论，几分钟前判定；请通过 v_target_outcomes 读取';

CREATE TABLE IF NOT EXISTS index_inputs
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
    original_posts UInt64 COMMENT '其中原创的：不是平台转发',
    totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的合计：readers、views、looks、likes、shares、comments；缺一篇即为空',
    headline_totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的头条合计；有作品的位置不明即为空',
    peaks Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的单篇最高，各自独立；缺一篇即为空',
    original_totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的原创合计；缺一篇即为空',
    followers Nullable(Int64) COMMENT '周期末的粉丝数：结束前 7 天内最后一次',
    followers_new Nullable(Int64) COMMENT '周期内新增粉丝：末减初，负数记 0；初末任一缺失为空',
    kept_at DateTime64(3, 'UTC') COMMENT '算出的时间（UTC），同一次相同'
)
ENGINE = ReplacingMergeTree(kept_at)
PARTITION BY kept_at
ORDER BY (period_start, account_id, platform, period)
COMMENT '指数的输入，几分钟前算好；请通过 v_index_inputs 读取';

CREATE TABLE IF NOT EXISTS older_updates
(
    account_id String COMMENT '账号编号',
    published_at DateTime64(3, 'UTC') COMMENT '60 天以前最后一次更新的时间（UTC）；发布 24 小时内删除的不算',
    post_id String COMMENT '那件作品的编号',
    title String COMMENT '那件作品的标题',
    url String COMMENT '那件作品的地址',
    kept_at DateTime64(3, 'UTC') COMMENT '算出的时间（UTC），同一次相同'
)
ENGINE = ReplacingMergeTree(kept_at)
PARTITION BY kept_at
ORDER BY account_id
COMMENT '每个账号 60 天以前最后一次更新，几分钟前算好；请通过 v_account_state 读取';

CREATE TABLE IF NOT EXISTS older_audiences
(
    account_id String COMMENT '账号编号',
    audience LowCardinality(String) COMMENT '受众代码',
    last_published_at DateTime64(3, 'UTC') COMMENT '31 至 365 天前最后一次对这类受众发布的时间（UTC）；已删除的不算',
    kept_at DateTime64(3, 'UTC') COMMENT '算出的时间（UTC），同一次相同'
)
ENGINE = ReplacingMergeTree(kept_at)
PARTITION BY kept_at
ORDER BY (account_id, audience)
COMMENT '每个账号 31 至 365 天前最后一次对每类受众发布，几分钟前算好；请通过 v_audience_gaps 读取';
