-- What became of each target of each release: the carrying post with its form, link and reach. What the verdict rests on is in
-- v_target_evidence, which costs more. One row a release and target, as in v_release_targets; rates count rows that are
-- `counted`, as v_adoption_by_level does.
CREATE OR REPLACE VIEW v_target_outcomes
(
    release_id String COMMENT '发布编号',
    release_label String COMMENT '发布：首发时间（北京时间）与标题',
    release_title String COMMENT '首发作品的标题；没有标题的取正文开头',
    release_url String COMMENT '首发作品地址',
    origin_account_name String COMMENT '首发账号',
    origin_level LowCardinality(String) COMMENT '首发账号的级别代码',
    main_topic LowCardinality(String) COMMENT '首发作品的主要主题代码',
    main_topic_name LowCardinality(String) COMMENT '首发作品的主要主题',
    main_audience LowCardinality(String) COMMENT '首发作品的主要受众代码；空为面向所有人',
    main_audience_name LowCardinality(String) COMMENT '首发作品的主要受众',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    issued_day Date COMMENT '首发日（北京时间）',
    issued_week Date COMMENT '首发周的周一（北京时间）',
    passed_72h Bool COMMENT '首发已满 72 小时',
    account_id String COMMENT '应转载的账号编号',
    account_name String COMMENT '应转载的账号',
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
    unit String COMMENT '主办单位',
    known Bool COMMENT '72 小时内每一天都采集成功且仍在台账',
    counted Bool COMMENT '计入采用率：首发已满 72 小时，且采集完整',
    adopted_at Nullable(DateTime64(3, 'UTC')) COMMENT '最早一次转载的时间（UTC）；空为未转载或未知',
    lag_hours Nullable(Float64) COMMENT '转载时延（小时）',
    state LowCardinality(String) COMMENT 'carried 72 小时内转载、late 更晚转载、missing 没有转载、waiting 未满 72 小时、unknown 采集不完整、不能断定',
    state_name LowCardinality(String) COMMENT '结论：已转载、逾时转载、未转载、未满 72 小时、未知',
    method_name LowCardinality(String) COMMENT '形式：平台转发、全文相同、正文近似、短文近似、标题相同；没有转载为空',
    similarity Nullable(Float32) COMMENT '相似度（0–1）；没有转载为空',
    post_id String COMMENT '最早一件转载作品的编号；没有转载为空',
    title String COMMENT '最早一件转载作品的标题；没有标题的取正文开头',
    url String COMMENT '最早一件转载作品的地址',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布',
    carried_posts UInt64 COMMENT '转载作品数（一个账号可有几件）',
    carried_reach Nullable(Int64) COMMENT '转载作品的 7 天触达之和；没有转载、都未满 7 天或缺数字为空'
)
AS
SELECT
    t.release_id AS release_id,
    o.release_label AS release_label,
    o.title AS release_title,
    o.url AS release_url,
    o.account_name AS origin_account_name,
    t.origin_level AS origin_level,
    o.main_topic AS main_topic,
    o.main_topic_name AS main_topic_name,
    o.main_audience AS main_audience,
    o.main_audience_name AS main_audience_name,
    t.issued_at AS issued_at,
    toDate(t.issued_at, 'Asia/Shanghai') AS issued_day,
    toMonday(issued_day) AS issued_week,
    t.passed_72h AS passed_72h,
    t.account_id AS account_id,
    t.account_name AS account_name,
    t.platform AS platform,
    a.platform_name AS platform_name,
    t.level AS level,
    t.level_name AS level_name,
    t.level_order AS level_order,
    t.region_code AS region_code,
    t.city_code AS city_code,
    t.city_name AS city_name,
    t.county_code AS county_code,
    t.county_name AS county_name,
    t.kind AS kind,
    a.kind_name AS kind_name,
    t.department AS department,
    a.department_name AS department_name,
    t.unit AS unit,
    t.known AS known,
    t.known AND t.passed_72h AS counted,
    t.adopted_at AS adopted_at,
    t.lag_hours AS lag_hours,
    multiIf(
        ifNull(t.lag_hours < 72, false), 'carried',
        t.lag_hours IS NOT NULL, 'late',
        NOT t.passed_72h, 'waiting',
        t.known, 'missing',
        'unknown'
    ) AS state,
    transform(
        state,
        ['carried', 'late', 'missing', 'waiting', 'unknown'],
        ['已转载', '逾时转载', '未转载', '未满 72 小时', '未知'],
        ''
    ) AS state_name,
    d.method_name AS method_name,
    if(d.post_id = '', NULL, d.similarity) AS similarity,
    d.post_id AS post_id,
    d.title AS title,
    d.url AS url,
    p.basis_name AS basis_name,
    d.carried_posts AS carried_posts,
    d.carried_reach AS carried_reach
FROM v_release_targets AS t
INNER JOIN v_accounts AS a ON a.account_id = t.account_id
LEFT ANY JOIN v_platforms AS p ON p.platform = t.platform
INNER JOIN
(
    -- The label is made here and not above, so that where a release is picked by its label no other one is judged.
    SELECT
        r.release_id AS release_id,
        if(w.title = '', w.opening, w.title) AS title,
        concat(formatDateTime(r.issued_at, '%Y-%m-%d %H:%i', 'Asia/Shanghai'), ' ', substringUTF8(title, 1, 24)) AS release_label,
        w.url AS url,
        n.account_name AS account_name,
        w.topics[1] AS main_topic,
        w.audiences[1] AS main_audience,
        m.topic_name AS main_topic_name,
        if(main_audience = '', '所有人', u.audience_name) AS main_audience_name
    FROM (SELECT * FROM releases FINAL WHERE carriers > 0) AS r
    INNER JOIN v_accounts AS n ON n.account_id = r.account_id
    LEFT ANY JOIN
    (
        SELECT post_id, title, opening, url, topics, audiences
        FROM v_post_metrics
        WHERE post_id IN (SELECT post_id FROM releases)
    ) AS w ON w.post_id = r.post_id
    LEFT ANY JOIN v_topics AS m ON m.topic = w.topics[1]
    LEFT ANY JOIN v_audiences AS u ON u.audience = w.audiences[1]
) AS o ON o.release_id = t.release_id
LEFT ANY JOIN
(
    SELECT
        e.release_id AS release_id,
        e.account_id AS account_id,
        argMin(e.post_id, (e.adopted_at, e.post_id)) AS post_id,
        argMin(e.method_name, (e.adopted_at, e.post_id)) AS method_name,
        argMin(e.similarity, (e.adopted_at, e.post_id)) AS similarity,
        argMin(e.url, (e.adopted_at, e.post_id)) AS url,
        argMin(e.title, (e.adopted_at, e.post_id)) AS title,
        count() AS carried_posts,
        sumOrNull(e.reach_7d) AS carried_reach
    FROM v_adoptions AS e
    GROUP BY e.release_id, e.account_id
) AS d ON d.release_id = t.release_id AND d.account_id = t.account_id
COMMENT '每次发布、每个应转载账号的结果';
