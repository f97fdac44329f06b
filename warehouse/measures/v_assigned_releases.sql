-- The releases people entered, with what became of each. The median lag is Kaplan–Meier's within 14 days over all targets, those who
-- have not carried it (yet) included: empty where fewer than half have.

CREATE OR REPLACE VIEW v_assigned_releases
(
    assigned_id String COMMENT '布置的编号',
    title String COMMENT '布置的标题；没有的取首发作品的标题，再没有取链接',
    url String COMMENT '首发作品的链接；没有为空',
    origin_post_id String COMMENT '首发作品编号；还没采集到或只给了标题为空',
    issued_at DateTime64(3, 'UTC') COMMENT '布置或首发的时间（UTC）',
    deadline_at DateTime64(3, 'UTC') COMMENT '截止时间（UTC）',
    entered_by String COMMENT '登记人',
    targets UInt64 COMMENT '应转载的账号数（不含首发账号）',
    in_time UInt64 COMMENT '其中按时转载的',
    late UInt64 COMMENT '其中逾期转载的',
    waiting UInt64 COMMENT '其中未到截止、还没转载的',
    missing UInt64 COMMENT '其中没有转载的',
    unknown UInt64 COMMENT '其中采集不完整、不知道的：不在比率里',
    in_time_rate Nullable(Float64) COMMENT '按时转载率：按时 ÷（按时 + 逾期 + 没有转载）；截止以前为空',
    median_lag_hours Nullable(Float64) COMMENT '转载时延的中位数（小时，Kaplan–Meier，14 天内）；未达半数为空',
    carriers UInt64 COMMENT '转载的账号数，含不在应转载之列的',
    uncredited UInt64 COMMENT '没有注明出处的转载作品数'
)
AS
WITH
    arraySort(one -> (one.1, 1 - one.2), t.observations) AS sorted,
    arrayMap((one, place) -> if(one.2 = 1, 1 - 1 / (length(sorted) - place + 1), 1), sorted, arrayEnumerate(sorted)) AS factors,
    arrayMap(logarithm -> exp(logarithm), arrayCumSum(arrayMap(factor -> log(factor), factors))) AS survival
SELECT
    r.assigned_id AS assigned_id,
    multiIf(r.title != '', r.title, o.title != '', o.title, r.url) AS title,
    r.url AS url,
    o.post_id AS origin_post_id,
    r.issued_at AS issued_at,
    r.deadline_at AS deadline_at,
    r.entered_by AS entered_by,
    t.targets AS targets,
    t.in_time AS in_time,
    t.late AS late,
    t.waiting AS waiting,
    t.missing AS missing,
    t.unknown AS unknown,
    if(r.deadline_at > now64(3), NULL, t.in_time / nullIf(t.in_time + t.late + t.missing, 0)) AS in_time_rate,
    if(
        arrayExists(s -> s <= 0.5 + 1e-9, survival),
        sorted[arrayFirstIndex(s -> s <= 0.5 + 1e-9, survival)].1,
        NULL
    ) AS median_lag_hours,
    c.carriers AS carriers,
    c.uncredited AS uncredited
FROM (SELECT * FROM assigned_releases FINAL WHERE NOT withdrawn) AS r
LEFT ANY JOIN
(
    SELECT
        x.assigned_id AS assigned_id,
        x.post_id AS post_id,
        p.title AS title
    FROM (SELECT * FROM assigned_adoptions FINAL WHERE valid AND method = 'origin') AS x
    LEFT ANY JOIN (SELECT post_id, title FROM v_post_metrics WHERE post_id IN (SELECT post_id FROM assigned_adoptions)) AS p ON p.post_id = x.post_id
) AS o ON o.assigned_id = r.assigned_id
LEFT ANY JOIN
(
    SELECT
        assigned_id,
        count() AS targets,
        countIf(state = 'in_time') AS in_time,
        countIf(state = 'late') AS late,
        countIf(state = 'waiting') AS waiting,
        countIf(state = 'missing') AS missing,
        countIf(state = 'unknown') AS unknown,
        groupArrayIf(
            if(ifNull(lag_hours <= followed_hours, false), (assumeNotNull(lag_hours), 1), (followed_hours, 0)),
            followed_hours > 0
        ) AS observations
    FROM v_assigned_targets
    GROUP BY assigned_id
) AS t ON t.assigned_id = r.assigned_id
LEFT ANY JOIN
(
    SELECT
        assigned_id,
        uniqExact(account_id) AS carriers,
        countIf(NOT credited) AS uncredited
    FROM v_assigned_adoptions
    GROUP BY assigned_id
) AS c ON c.assigned_id = r.assigned_id
ORDER BY issued_at DESC, assigned_id
COMMENT '布置的发布：应转载多少、按时多少、缺多少、多久';
