-- Who was to carry each entered release, and what became of it. A target is `missing` only where we looked on every Beijing day from
-- the issue to the deadline (or to yesterday) and found nothing; else it is `unknown`. The origin's own account is no target.

CREATE OR REPLACE VIEW v_assigned_targets
(
    assigned_id String COMMENT '布置的编号',
    issued_at DateTime64(3, 'UTC') COMMENT '布置或首发的时间（UTC）',
    deadline_at DateTime64(3, 'UTC') COMMENT '截止时间（UTC）',
    account_id String COMMENT '应转载的账号编号',
    account_name String COMMENT '应转载的账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市',
    county_code LowCardinality(String) COMMENT '所在县（市、区）代码；省级与市级为空',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    unit String COMMENT '主办单位',
    state LowCardinality(String) COMMENT 'in_time 按时转载、late 逾期转载、waiting 未到截止、missing 没有转载、unknown 采集不完整、不知道',
    state_name LowCardinality(String) COMMENT '按时、逾期、未到截止、未转载、未知',
    adopted_at Nullable(DateTime64(3, 'UTC')) COMMENT '最早一次转载的时间（UTC）；空为没有或不知道',
    lag_hours Nullable(Float64) COMMENT '转载时延（小时）',
    method_name LowCardinality(String) COMMENT '形式；没有转载为空',
    url String COMMENT '最早一件转载作品的地址；没有转载为空',
    credited Nullable(Bool) COMMENT '是否注明出处；没有转载为空',
    known Bool COMMENT '从布置到截止（或到昨天）每个北京日都采集成功且在台账',
    followed_hours Float64 COMMENT '布置以来不间断地看着它的小时数，至多 336（14 天）'
)
AS
WITH
    toDate(t.issued_at, 'Asia/Shanghai') AS issued_day,
    toDate(now64(3), 'Asia/Shanghai') AS today,
    least(toDate(t.deadline_at, 'Asia/Shanghai'), today - 1) AS last_day,
    arrayMap(n -> issued_day + n, range(toUInt32(greatest(last_day - issued_day + 1, 0)))) AS horizon,
    arrayFirst(n -> NOT has(c.days, issued_day + n), range(15)) AS first_gap
SELECT
    t.assigned_id AS assigned_id,
    t.issued_at AS issued_at,
    t.deadline_at AS deadline_at,
    t.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    a.level AS level,
    a.level_name AS level_name,
    a.level_order AS level_order,
    a.city_code AS city_code,
    a.city_name AS city_name,
    a.county_code AS county_code,
    a.county_name AS county_name,
    a.unit AS unit,
    multiIf(
        d.assigned_id != '' AND d.first_at <= t.deadline_at, 'in_time',
        d.assigned_id != '', 'late',
        NOT known, 'unknown',
        now64(3) <= t.deadline_at, 'waiting',
        'missing'
    ) AS state,
    transform(
        state,
        ['in_time', 'late', 'waiting', 'missing', 'unknown'],
        ['按时', '逾期', '未到截止', '未转载', '未知'],
        ''
    ) AS state_name,
    if(d.assigned_id = '', NULL, d.first_at) AS adopted_at,
    dateDiff('millisecond', t.issued_at, adopted_at) / 3600000 AS lag_hours,
    d.first_method AS method_name,
    d.first_url AS url,
    if(d.assigned_id = '', NULL, d.first_credited) AS credited,
    a.gathered AND length(arrayIntersect(horizon, c.days)) = length(horizon) AND ifNull(a.roster_to > last_day, true)
        AS known,
    greatest(0, least(
        336,
        dateDiff('millisecond', t.issued_at, now64(3)) / 3600000,
        dateDiff(
            'millisecond',
            t.issued_at,
            toDateTime64(issued_day + if(has(c.days, issued_day) AND first_gap = 0, 15, first_gap), 3, 'Asia/Shanghai')
        ) / 3600000
    )) AS followed_hours
FROM
(
    SELECT
        assigned_id,
        issued_at,
        deadline_at,
        arrayJoin(targets) AS account_id
    FROM assigned_releases FINAL
    WHERE NOT withdrawn
) AS t
INNER JOIN v_accounts AS a ON a.account_id = t.account_id
LEFT ANY JOIN
(
    SELECT
        assigned_id,
        account_id
    FROM assigned_adoptions FINAL
    WHERE valid AND method = 'origin'
) AS o ON o.assigned_id = t.assigned_id AND o.account_id = t.account_id
LEFT ANY JOIN
(
    SELECT
        account_id,
        groupUniqArray(day) AS days
    FROM visit_days FINAL
    WHERE last_success_at IS NOT NULL AND account_id IN (SELECT arrayJoin(targets) FROM assigned_releases)
    GROUP BY account_id
    SETTINGS do_not_merge_across_partitions_select_final = 1
) AS c ON c.account_id = t.account_id
LEFT ANY JOIN
(
    SELECT
        assigned_id,
        account_id,
        min(adopted_at) AS first_at,
        argMin(method_name, (adopted_at, post_id)) AS first_method,
        argMin(url, (adopted_at, post_id)) AS first_url,
        argMin(credited, (adopted_at, post_id)) AS first_credited
    FROM v_assigned_adoptions
    GROUP BY assigned_id, account_id
) AS d ON d.assigned_id = t.assigned_id AND d.account_id = t.account_id
WHERE o.assigned_id = ''
COMMENT '布置的发布：每个应转载账号的结果';
