-- Who was expected to carry each release, and what became of it: one row a release and target.
-- Targets are the gathered accounts on the roster when the release was issued, but its origin: all of them for a
-- release of the province, those of the city for a release of a city. A target is known when it was visited with
-- success on every Beijing day of the 72 hours and stayed on the roster; unknown is never "not carried".

CREATE OR REPLACE VIEW v_release_targets
(
    release_id String COMMENT '发布编号',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    origin_level LowCardinality(String) COMMENT '首发账号的级别代码',
    passed_72h Bool COMMENT '首发已满 72 小时',
    passed_14d Bool COMMENT '首发已满 14 天',
    account_id String COMMENT '应转载的账号编号',
    account_name String COMMENT '应转载的账号名称',
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
    unit String COMMENT '主办单位',
    known Bool COMMENT '72 小时内每一天都采集成功且仍在台账：否则不知道它是否转载',
    adopted_at Nullable(DateTime64(3, 'UTC')) COMMENT '最早一次转载的时间（UTC）；空为未转载或未知',
    lag_hours Nullable(Float64) COMMENT '转载时延（小时）',
    followed_hours Float64 COMMENT '首发以来不间断地看着它的小时数，至多 72：到第一个没有采集成功的北京日之前，或到现在'
)
AS
WITH
    -- The first Beijing day from the issue on that was not visited with success.
    arrayFirstIndex(day -> day >= t.issued_day, c.ends) AS run,
    if(run = 0 OR c.starts[run] > t.issued_day, t.issued_day, c.ends[run] + 1) AS first_gap
SELECT
    t.release_id AS release_id,
    t.issued_at AS issued_at,
    t.origin_level AS origin_level,
    t.issued_at + INTERVAL 72 HOUR <= now64(3) AS passed_72h,
    t.issued_at + INTERVAL 14 DAY <= now64(3) AS passed_14d,
    t.account_id AS account_id,
    t.account_name AS account_name,
    t.platform AS platform,
    t.level AS level,
    t.level_name AS level_name,
    t.level_order AS level_order,
    t.region_code AS region_code,
    t.city_code AS city_code,
    t.city_name AS city_name,
    t.county_code AS county_code,
    t.county_name AS county_name,
    t.kind AS kind,
    t.department AS department,
    t.unit AS unit,
    t.stayed AND first_gap > t.last_day AS known,
    if(d.release_id = '', NULL, d.adopted_at) AS adopted_at,
    dateDiff('millisecond', t.issued_at, adopted_at) / 3600000 AS lag_hours,
    greatest(0, least(
        72,
        dateDiff('millisecond', t.issued_at, now64(3)) / 3600000,
        dateDiff('millisecond', t.issued_at, toDateTime64(first_gap, 3, 'Asia/Shanghai')) / 3600000
    )) AS followed_hours
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
        a.level AS level,
        a.level_name AS level_name,
        a.level_order AS level_order,
        a.region_code AS region_code,
        a.city_code AS city_code,
        a.city_name AS city_name,
        a.county_code AS county_code,
        a.county_name AS county_name,
        a.kind AS kind,
        a.department AS department,
        a.unit AS unit,
        arrayExists(p -> p.1 <= r.issued_day AND p.2 > r.last_day, a.periods) AS stayed
    FROM
    (
        SELECT
            s.release_id AS release_id,
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
            n.level AS level,
            n.level_name AS level_name,
            n.level_order AS level_order,
            n.region_code AS region_code,
            n.city_code AS city_code,
            n.city_name AS city_name,
            n.county_code AS county_code,
            n.county_name AS county_name,
            n.kind AS kind,
            n.department AS department,
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
LEFT ANY JOIN v_visit_runs AS c ON c.account_id = t.account_id
LEFT ANY JOIN
(
    SELECT
        release_id,
        account_id,
        min(adopted_at) AS adopted_at
    FROM (SELECT * FROM adoptions FINAL WHERE valid)
    GROUP BY
        release_id,
        account_id
) AS d ON d.release_id = t.release_id AND d.account_id = t.account_id
COMMENT '每次发布的应转载账号及结果：一次发布、一个账号一行'
