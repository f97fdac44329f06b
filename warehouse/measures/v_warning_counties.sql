-- Each county a warning is for, and what became of the warning there. A county is warned when an account of its own has carried one of the
-- warning's releases; a city's or the province's post is not the county's. `missing` and `silent` need a successful visit of every
-- account on every Beijing day and once more after the expiry; before that the county is `waiting`, or `unknown` where days lack. All
-- other views of warnings are sums over these rows.

CREATE OR REPLACE VIEW v_warning_counties
(
    warning_id String COMMENT '火险预警编号',
    title String COMMENT '标题；没有的取链接的首发作品',
    risk LowCardinality(String) COMMENT '风险等级代码：blue、yellow、orange、red',
    issued_at DateTime64(3, 'UTC') COMMENT '发出时间（UTC）',
    issued_day Date COMMENT '发出日（北京时间）',
    expires_at DateTime64(3, 'UTC') COMMENT '失效时间（UTC）',
    region_code LowCardinality(String) COMMENT '县（市、区）代码',
    county_name LowCardinality(String) COMMENT '县（市、区）',
    city_code LowCardinality(String) COMMENT '所在市代码；省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”',
    population Nullable(UInt32) COMMENT '常住人口；空为未知',
    accounts_asked UInt64 COMMENT '应转载的县级账号数',
    state LowCardinality(String) COMMENT 'carried 失效前转载、late 失效后才转载、missing 没有转载、silent 没有转载且发出前 14 天起就没有任何作品、waiting 还未失效或失效后还没看过、unknown 采集不完整、not_asked 有账号但不在应转载之列、blank 没有账号',
    state_name LowCardinality(String) COMMENT '结果：按时、逾期、未转载、静默、未到期、未知、未布置、空白',
    first_at Nullable(DateTime64(3, 'UTC')) COMMENT '最早到达的时间（UTC）；空为没有或不知道',
    lag_hours Nullable(Float64) COMMENT '发出到本县的小时数',
    city_state LowCardinality(String) COMMENT '本县所在市的市级账号：carried 失效前转载、late 失效后才转载、missing 没有转载、waiting 还未失效或失效后还没看过、unknown 不知道、not_asked 没有应转载的市级账号',
    city_first_at Nullable(DateTime64(3, 'UTC')) COMMENT '本县所在市最早到达的时间（UTC）；空为没有',
    hop_hours Nullable(Float64) COMMENT '市到县的小时数；县先于市、市没有转载、省直管的为空',
    seen_until Nullable(DateTime64(3, 'UTC')) COMMENT '应转载的账号都看到了哪一刻（UTC）：各账号最近一次采集成功的最早者',
    account_name String COMMENT '最早到达的账号；没有为空',
    post_id String COMMENT '最早到达的作品编号；没有为空',
    url String COMMENT '最早到达的作品地址；没有为空'
)
AS
WITH
    -- The accounts that were told of a warning, by level and region: how many, whether each was watched, and until when.
    watched AS
    (
        SELECT
            g.warning_id AS warning_id,
            a.level AS level,
            a.region_code AS region_code,
            uniqExact(g.account_id) AS asked,
            countIf(
                NOT a.gathered
                OR ifNull(a.roster_to <= g.last_day, false)
                OR (g.last_day >= g.issued_day AND NOT arrayExists(
                    (starts, ends) -> starts <= g.issued_day AND ends >= g.last_day, v.starts, v.ends
                ))
            ) AS unknown,
            countIf(v.last_success_at IS NULL) AS unseen,
            min(v.last_success_at) AS seen_until
        FROM
        (
            SELECT
                n.warning_id AS warning_id,
                r.assigned_id AS assigned_id,
                arrayJoin(r.targets) AS account_id,
                toDate(r.issued_at, 'Asia/Shanghai') AS issued_day,
                least(toDate(r.deadline_at, 'Asia/Shanghai'), toDate(now64(3), 'Asia/Shanghai') - 1) AS last_day
            FROM (SELECT warning_id, arrayJoin(releases) AS assigned_id FROM warnings FINAL WHERE NOT withdrawn) AS n
            INNER JOIN (SELECT * FROM assigned_releases FINAL WHERE NOT withdrawn) AS r ON r.assigned_id = n.assigned_id
        ) AS g
        INNER JOIN v_accounts AS a ON a.account_id = g.account_id
        LEFT ANY JOIN (SELECT account_id, starts, ends, last_success_at FROM account_visits FINAL) AS v ON v.account_id = g.account_id
        WHERE (g.assigned_id, g.account_id) NOT IN
        (
            SELECT assigned_id, account_id FROM assigned_adoptions FINAL WHERE valid AND method = 'origin'
        )
        GROUP BY warning_id, level, region_code
    )
SELECT
    w.warning_id AS warning_id,
    if(w.title = '', o.title, w.title) AS title,
    w.risk AS risk,
    w.issued_at AS issued_at,
    toDate(w.issued_at, 'Asia/Shanghai') AS issued_day,
    w.expires_at AS expires_at,
    w.region_code AS region_code,
    w.county_name AS county_name,
    w.city_code AS city_code,
    w.city_name AS city_name,
    w.population AS population,
    t.asked AS accounts_asked,
    multiIf(
        f.carried AND f.county_first <= w.expires_at, 'carried',
        f.carried, 'late',
        t.asked = 0 AND w.accounts > 0, 'not_asked',
        t.asked = 0, 'blank',
        t.unknown > 0, 'unknown',
        now64(3) <= w.expires_at OR t.unseen > 0 OR ifNull(t.seen_until < w.expires_at, true), 'waiting',
        NOT arrayExists(
            day -> day >= issued_day - 14 AND day <= toDate(w.expires_at, 'Asia/Shanghai'), s.days
        ), 'silent',
        'missing'
    ) AS state,
    transform(
        state,
        ['carried', 'late', 'missing', 'silent', 'waiting', 'unknown', 'not_asked', 'blank'],
        ['按时', '逾期', '未转载', '静默', '未到期', '未知', '未布置', '空白'],
        ''
    ) AS state_name,
    if(f.carried, f.county_first, NULL) AS first_at,
    dateDiff('millisecond', w.issued_at, first_at) / 3600000 AS lag_hours,
    multiIf(
        w.city_code = '', 'not_asked',
        c.carried AND c.city_first <= w.expires_at, 'carried',
        c.carried, 'late',
        u.asked = 0, 'not_asked',
        u.unknown > 0, 'unknown',
        now64(3) <= w.expires_at OR u.unseen > 0 OR ifNull(u.seen_until < w.expires_at, true), 'waiting',
        'missing'
    ) AS city_state,
    if(c.carried AND w.city_code != '', c.city_first, NULL) AS city_first_at,
    if(ifNull(first_at >= city_first_at, false), dateDiff('millisecond', city_first_at, first_at) / 3600000, NULL) AS hop_hours,
    if(t.unseen = 0 AND t.asked > 0, t.seen_until, NULL) AS seen_until,
    f.account_name AS account_name,
    f.post_id AS post_id,
    f.url AS url
FROM
(
    SELECT
        n.warning_id AS warning_id,
        n.title AS title,
        n.risk AS risk,
        n.issued_at AS issued_at,
        n.expires_at AS expires_at,
        n.releases[1] AS first_release,
        g.region_code AS region_code,
        g.county_name AS county_name,
        g.city_code AS city_code,
        g.city_name AS city_name,
        g.population AS population,
        g.accounts AS accounts
    FROM (SELECT * FROM warnings FINAL WHERE NOT withdrawn) AS n
    CROSS JOIN
    (
        SELECT
            r.region_code AS region_code,
            r.name AS county_name,
            if(above.level = 'city', r.parent_code, '') AS city_code,
            if(above.level = 'city', above.name, '省直管') AS city_name,
            r.population AS population,
            b.accounts AS accounts,
            arrayFilter(code -> code != '', [r.region_code, r.parent_code, above.parent_code]) AS line
        FROM (SELECT * FROM regions FINAL WHERE level = 'county') AS r
        LEFT ANY JOIN (SELECT * FROM regions FINAL) AS above ON above.region_code = r.parent_code
        LEFT ANY JOIN
        (
            SELECT region_code, count() AS accounts FROM v_accounts WHERE on_roster GROUP BY region_code
        ) AS b ON b.region_code = r.region_code
    ) AS g
    WHERE empty(n.regions) OR hasAny(n.regions, g.line)
) AS w
LEFT ANY JOIN (SELECT * FROM watched WHERE level = 'county') AS t
    ON t.warning_id = w.warning_id AND t.region_code = w.region_code
LEFT ANY JOIN (SELECT * FROM watched WHERE level = 'city') AS u
    ON u.warning_id = w.warning_id AND u.region_code = w.city_code
LEFT ANY JOIN
(
    SELECT
        e.warning_id AS warning_id,
        e.county_code AS region_code,
        true AS carried,
        min(e.carried_at) AS county_first,
        argMin(e.account_name, (e.carried_at, e.post_id)) AS account_name,
        argMin(e.post_id, (e.carried_at, e.post_id)) AS post_id,
        argMin(e.url, (e.carried_at, e.post_id)) AS url
    FROM v_warning_posts AS e
    WHERE e.level = 'county'
    GROUP BY warning_id, region_code
) AS f ON f.warning_id = w.warning_id AND f.region_code = w.region_code
LEFT ANY JOIN
(
    SELECT warning_id, city_code, true AS carried, min(carried_at) AS city_first
    FROM v_warning_posts
    WHERE level = 'city'
    GROUP BY warning_id, city_code
) AS c ON c.warning_id = w.warning_id AND c.city_code = w.city_code
LEFT ANY JOIN
(
    SELECT n.region_code AS region_code, groupUniqArray(m.published_day) AS days
    FROM
    (
        SELECT account_id, published_day
        FROM v_post_metrics
        WHERE NOT deleted
            AND published_day >= (SELECT toDate(minOrNull(issued_at), 'Asia/Shanghai') - 14 FROM warnings)
    ) AS m
    INNER JOIN (SELECT account_id, region_code FROM v_accounts WHERE level = 'county') AS n ON n.account_id = m.account_id
    GROUP BY region_code
) AS s ON s.region_code = w.region_code
LEFT ANY JOIN
(
    SELECT
        x.assigned_id AS assigned_id,
        if(p.title = '', p.opening, p.title) AS title
    FROM (SELECT assigned_id, post_id FROM assigned_adoptions FINAL WHERE valid AND method = 'origin') AS x
    LEFT ANY JOIN
    (
        SELECT post_id, title, opening FROM posts FINAL WHERE post_id IN (SELECT post_id FROM assigned_adoptions)
    ) AS p ON p.post_id = x.post_id
) AS o ON o.assigned_id = w.first_release
ORDER BY issued_at DESC, warning_id, city_code = '', city_code, region_code
COMMENT '火险预警到了哪些县、何时到、到不了的为什么；一次预警、一个县一行'
