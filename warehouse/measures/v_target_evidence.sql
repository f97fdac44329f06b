-- What the verdict on each target rests on: for those who carried nothing, how often they were visited and what they published
-- meanwhile. Visits are counted by whole Beijing days, as `known` is. One row a release and target, as in v_target_outcomes.
CREATE OR REPLACE VIEW v_target_evidence
(
    release_id String COMMENT '发布编号',
    release_label String COMMENT '发布：首发时间（北京时间）与标题',
    release_title String COMMENT '首发作品的标题；没有标题的取正文开头',
    release_url String COMMENT '首发作品地址',
    origin_level LowCardinality(String) COMMENT '首发账号的级别代码',
    main_topic_name LowCardinality(String) COMMENT '首发作品的主要主题',
    main_audience_name LowCardinality(String) COMMENT '首发作品的主要受众',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    issued_day Date COMMENT '首发日（北京时间）',
    passed_72h Bool COMMENT '首发已满 72 小时',
    account_id String COMMENT '应转载的账号编号',
    account_name String COMMENT '应转载的账号',
    platform_name LowCardinality(String) COMMENT '平台',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码；省级与市级为空',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind_name LowCardinality(String) COMMENT '主体类别',
    department_name LowCardinality(String) COMMENT '行业部门',
    unit String COMMENT '主办单位',
    known Bool COMMENT '72 小时内每一天都采集成功且仍在台账',
    lag_hours Nullable(Float64) COMMENT '转载时延（小时）',
    state LowCardinality(String) COMMENT 'carried 72 小时内转载、late 更晚转载、missing 没有转载、waiting 未满 72 小时、unknown 采集不完整、不能断定',
    state_name LowCardinality(String) COMMENT '结论：已转载、逾时转载、未转载、未满 72 小时、未知',
    title String COMMENT '最早一件转载作品的标题；没有标题的取正文开头',
    post_id String COMMENT '最早一件转载作品的编号；没有转载为空',
    url String COMMENT '最早一件转载作品的地址',
    visits UInt64 COMMENT '首发当天到满 72 小时那天，采集成功的次数',
    posts_meanwhile UInt64 COMMENT '首发后 72 小时内这个账号发布的作品数（未删除）',
    evidence String COMMENT '凭什么这样说（一句话）'
)
AS
WITH
    toDate(t.issued_at + INTERVAL 72 HOUR - INTERVAL 1 MILLISECOND, 'Asia/Shanghai') - t.issued_day AS last
SELECT
    t.release_id AS release_id,
    t.release_label AS release_label,
    t.release_title AS release_title,
    t.release_url AS release_url,
    t.origin_level AS origin_level,
    t.main_topic_name AS main_topic_name,
    t.main_audience_name AS main_audience_name,
    t.issued_at AS issued_at,
    t.issued_day AS issued_day,
    t.passed_72h AS passed_72h,
    t.account_id AS account_id,
    t.account_name AS account_name,
    t.platform_name AS platform_name,
    t.level AS level,
    t.level_name AS level_name,
    t.level_order AS level_order,
    t.region_code AS region_code,
    t.city_code AS city_code,
    t.city_name AS city_name,
    t.county_code AS county_code,
    t.county_name AS county_name,
    t.kind_name AS kind_name,
    t.department_name AS department_name,
    t.unit AS unit,
    t.known AS known,
    t.lag_hours AS lag_hours,
    t.state AS state,
    t.state_name AS state_name,
    t.title AS title,
    t.post_id AS post_id,
    t.url AS url,
    arraySum(n -> v.visits[indexOfAssumeSorted(v.days, t.issued_day + n)], range(last + 1)) AS visits,
    arrayCount(at -> at >= t.issued_at AND at < t.issued_at + INTERVAL 72 HOUR, s.published) AS posts_meanwhile,
    multiIf(
        t.lag_hours IS NOT NULL, concat('首发后 ', toString(round(assumeNotNull(t.lag_hours), 1)), ' 小时发布，', t.method_name),
        t.state = 'waiting', concat('首发未满 72 小时；到目前采集成功 ', toString(visits), ' 次，还没有看到'),
        t.state = 'missing', concat(
            '首发后 72 小时每天采集成功（共 ', toString(visits), ' 次），其间发布 ', toString(posts_meanwhile), ' 件，没有这一条'
        ),
        concat('首发后 72 小时有的日子没有采集成功（成功 ', toString(visits), ' 次），不能断定')
    ) AS evidence
FROM v_target_outcomes AS t
-- What lies in the three days from a day of a month on, so that no row carries the account's whole past.
LEFT ANY JOIN
(
    SELECT
        account_id,
        arrayJoin(arrayDistinct([toYYYYMM(day), toYYYYMM(day - 3)])) AS month,
        arraySort(groupArray(day)) AS days,
        arraySort((count, day) -> day, groupArray(visits), groupArray(day)) AS visits
    FROM visit_days FINAL
    GROUP BY account_id, month
) AS v ON v.account_id = t.account_id AND v.month = toYYYYMM(t.issued_day)
LEFT ANY JOIN
(
    SELECT
        account_id,
        arrayJoin(arrayDistinct([toYYYYMM(published_at, 'UTC'), toYYYYMM(published_at - INTERVAL 72 HOUR, 'UTC')])) AS month,
        groupArray(published_at) AS published
    FROM v_post_metrics
    WHERE NOT deleted
    GROUP BY account_id, month
) AS s ON s.account_id = t.account_id AND s.month = toYYYYMM(t.issued_at, 'UTC')
COMMENT '每次发布、每个应转载账号的结论凭什么';
