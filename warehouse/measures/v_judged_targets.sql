-- What became of each target of each release, and what that verdict rests on: one row a release and target.
-- Targets are the gathered accounts on the roster when the release was issued, but its origin: all of them for a
-- release of the province, those of the city for a release of a city. A target is known when it was visited with
-- success on every Beijing day of the 72 hours and stayed on the roster; unknown is never "not carried".
-- Judged anew whenever it is asked; v_target_outcomes reads what `watch` kept of it after its last matching.
CREATE OR REPLACE VIEW v_judged_targets
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
WITH
    -- The first Beijing day from the issue on that was not visited with success.
    arrayFirstIndex(day -> day >= t.issued_day, c.ends) AS run,
    if(run = 0 OR c.starts[run] > t.issued_day, t.issued_day, c.ends[run] + 1) AS first_gap
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
    t.issued_day AS issued_day,
    toMonday(t.issued_day) AS issued_week,
    t.issued_at + INTERVAL 72 HOUR <= now64(3) AS passed_72h,
    t.issued_at + INTERVAL 14 DAY <= now64(3) AS passed_14d,
    t.account_id AS account_id,
    t.account_name AS account_name,
    t.platform AS platform,
    t.platform_name AS platform_name,
    t.level AS level,
    t.level_name AS level_name,
    t.level_order AS level_order,
    t.region_code AS region_code,
    t.city_code AS city_code,
    t.city_name AS city_name,
    t.county_code AS county_code,
    t.county_name AS county_name,
    t.kind AS kind,
    t.kind_name AS kind_name,
    t.department AS department,
    t.department_name AS department_name,
    t.unit AS unit,
    t.stayed AND first_gap > t.last_day AS known,
    known AND passed_72h AS counted,
    if(d.release_id = '', NULL, d.adopted_at) AS adopted_at,
    dateDiff('millisecond', t.issued_at, adopted_at) / 3600000 AS lag_hours,
    greatest(0, least(
        72,
        dateDiff('millisecond', t.issued_at, now64(3)) / 3600000,
        dateDiff('millisecond', t.issued_at, toDateTime64(first_gap, 3, 'Asia/Shanghai')) / 3600000
    )) AS followed_hours,
    multiIf(
        ifNull(lag_hours < 72, false), 'carried',
        lag_hours IS NOT NULL, 'late',
        NOT passed_72h, 'waiting',
        known, 'missing',
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
    d.carried_reach AS carried_reach,
    arraySum(n -> v.visits[indexOfAssumeSorted(v.days, t.issued_day + n)], range(t.last_day - t.issued_day + 1)) AS visits,
    arrayCount(at -> at >= t.issued_at AND at < t.issued_at + INTERVAL 72 HOUR, s.published) AS posts_meanwhile
FROM
(
    SELECT
        r.release_id AS release_id,
        r.issued_at AS issued_at,
        r.origin_level AS origin_level,
        r.issued_day AS issued_day,
        r.last_day AS last_day,
        a.account_id AS account_id,
        a.account_name AS account_name,
        a.platform AS platform,
        a.platform_name AS platform_name,
        a.level AS level,
        a.level_name AS level_name,
        a.level_order AS level_order,
        a.region_code AS region_code,
        a.city_code AS city_code,
        a.city_name AS city_name,
        a.county_code AS county_code,
        a.county_name AS county_name,
        a.kind AS kind,
        a.kind_name AS kind_name,
        a.department AS department,
        a.department_name AS department_name,
        a.unit AS unit,
        arrayExists(p -> p.1 <= r.issued_day AND p.2 > r.last_day, a.periods) AS stayed
    FROM
    (
        SELECT
            toLowCardinality(s.release_id) AS release_id,
            s.account_id AS origin_id,
            s.issued_at AS issued_at,
            o.level AS origin_level,
            o.city_code AS origin_city,
            toDate(s.issued_at, 'Asia/Shanghai') AS issued_day,
            toDate(s.issued_at + INTERVAL 72 HOUR - INTERVAL 1 MILLISECOND, 'Asia/Shanghai') AS last_day
        FROM (SELECT * FROM releases FINAL WHERE carriers > 0) AS s
        INNER JOIN v_accounts AS o ON o.account_id = s.account_id
    ) AS r
    CROSS JOIN
    (
        SELECT
            toLowCardinality(n.account_id) AS account_id,
            toLowCardinality(n.account_name) AS account_name,
            n.platform AS platform,
            n.platform_name AS platform_name,
            n.level AS level,
            n.level_name AS level_name,
            n.level_order AS level_order,
            n.region_code AS region_code,
            n.city_code AS city_code,
            n.city_name AS city_name,
            n.county_code AS county_code,
            n.county_name AS county_name,
            n.kind AS kind,
            n.kind_name AS kind_name,
            n.department AS department,
            n.department_name AS department_name,
            toLowCardinality(n.unit) AS unit,
            p.periods AS periods
        FROM
        (
            SELECT
                account_id,
                groupArray((roster_from, ifNull(roster_to, toDate('2149-06-06')))) AS periods
            FROM accounts FINAL
            WHERE gathered
            GROUP BY account_id
        ) AS p
        INNER JOIN v_accounts AS n ON n.account_id = p.account_id
    ) AS a
    WHERE a.account_id != r.origin_id
        AND arrayExists(p -> p.1 <= r.issued_day AND p.2 > r.issued_day, a.periods)
        AND (r.origin_level = 'province' OR (r.origin_city != '' AND a.city_code = r.origin_city))
) AS t
INNER JOIN
(
    -- The label is made here and not above, so that where a release is picked by its label no other one is judged.
    SELECT
        toLowCardinality(r.release_id) AS release_id,
        toLowCardinality(if(w.title = '', w.opening, w.title)) AS title,
        toLowCardinality(
            concat(formatDateTime(r.issued_at, '%Y-%m-%d %H:%i', 'Asia/Shanghai'), ' ', substringUTF8(title, 1, 24))
        ) AS release_label,
        toLowCardinality(w.url) AS url,
        toLowCardinality(n.account_name) AS account_name,
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
LEFT ANY JOIN v_platforms AS p ON p.platform = t.platform
LEFT ANY JOIN v_visit_runs AS c ON c.account_id = t.account_id
LEFT ANY JOIN
(
    SELECT
        e.release_id AS release_id,
        e.account_id AS account_id,
        min(e.adopted_at) AS adopted_at,
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
COMMENT '每次发布、每个应转载账号的结论及其依据，随问随判；平常请查 v_target_outcomes';
