-- What was to be done about gaps and alerts, and the post that shows it was done: the account's first post after it was assigned, the first
-- that addresses the audience, the first that carries the release. Deleted posts show nothing, so a deletion opens it again. It is
-- overdue only once every account meant was seen after its term; until then it stays open.

CREATE OR REPLACE VIEW v_follow_ups
(
    follow_up_id String COMMENT '跟踪编号',
    aim LowCardinality(String) COMMENT '事项代码：update、audience、carry',
    aim_name LowCardinality(String) COMMENT '事项：恢复更新、面向受众发布、转载发布',
    subject_name String COMMENT '对象：账号、单位或区划的名称',
    account_id String COMMENT '对象是一个账号时：账号编号；否则为空',
    unit String COMMENT '对象是一个单位时：主办单位；否则为空',
    department LowCardinality(String) COMMENT '对象是行业部门账号时：部门代码；否则为空',
    region_code LowCardinality(String) COMMENT '对象所在的区划代码',
    region_name LowCardinality(String) COMMENT '对象所在的区划',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    audience LowCardinality(String) COMMENT '受众代码；不是面向受众的为空',
    audience_name LowCardinality(String) COMMENT '受众；不是面向受众的为空',
    release_id String COMMENT '发布编号；不是转载的为空',
    release_title String COMMENT '发布的标题；不是转载的为空',
    episode_id String COMMENT '由哪个预警事件而来；空为不是',
    what String COMMENT '布置人写的话',
    assigned_at DateTime64(3, 'UTC') COMMENT '布置时间（UTC）',
    assigned_day Date COMMENT '布置日（北京时间）',
    due_at DateTime64(3, 'UTC') COMMENT '期限（UTC）',
    entered_by String COMMENT '布置人',
    accounts UInt64 COMMENT '对象有几个在台账、在采集的账号',
    seen_until Nullable(DateTime64(3, 'UTC')) COMMENT '这些账号都看到了哪一刻（UTC）；有一个没看到过或没有账号为空',
    state LowCardinality(String) COMMENT '状态：open 进行中（未到期，或到期后还没有看过）、fulfilled 按期完成、overdue 逾期未办、fulfilled_late 逾期完成、withdrawn 已撤销',
    state_name LowCardinality(String) COMMENT '状态：进行中、按期完成、逾期未办、逾期完成、已撤销',
    state_order UInt8 COMMENT '状态顺序：逾期未办在前',
    fulfilled_at Nullable(DateTime64(3, 'UTC')) COMMENT '完成时间（UTC）：第一件作为凭证的作品；空为还没有',
    lag_hours Nullable(Float64) COMMENT '布置到完成的小时数；布置以前就已转载的为 0',
    evidence_account_name String COMMENT '凭证作品的账号；还没有为空',
    post_id String COMMENT '凭证作品编号；还没有为空',
    title String COMMENT '凭证作品标题；没有标题的取正文开头',
    url String COMMENT '凭证作品地址',
    wanted String COMMENT '要看到什么（一句话）'
)
AS
SELECT
    f.follow_up_id AS follow_up_id,
    f.aim AS aim,
    transform(f.aim, ['update', 'audience', 'carry'], ['恢复更新', '面向受众发布', '转载发布'], '') AS aim_name,
    multiIf(f.account_id != '', if(n.account_name = '', f.account_id, n.account_name), f.unit != '', f.unit, r.name != '', r.name, f.region_code)
        AS subject_name,
    f.account_id AS account_id,
    f.unit AS unit,
    n.department AS department,
    f.region_code AS region_code,
    r.name AS region_name,
    multiIf(r.level = 'city', f.region_code, above.level = 'city', r.parent_code, '') AS city_code,
    multiIf(r.level = 'city', r.name, above.level = 'city', above.name, r.level = 'county', '省直管', '') AS city_name,
    f.audience AS audience,
    u.audience_name AS audience_name,
    f.release_id AS release_id,
    l.title AS release_title,
    f.episode_id AS episode_id,
    f.what AS what,
    f.assigned_at AS assigned_at,
    toDate(f.assigned_at, 'Asia/Shanghai') AS assigned_day,
    f.due_at AS due_at,
    f.entered_by AS entered_by,
    m.accounts AS accounts,
    if(m.accounts > 0 AND m.unseen = 0, m.seen, NULL) AS seen_until,
    multiIf(
        f.withdrawn, 'withdrawn',
        e.shown AND fulfilled_at <= f.due_at, 'fulfilled',
        e.shown, 'fulfilled_late',
        now64(3) > f.due_at AND ifNull(seen_until >= f.due_at, false), 'overdue',
        'open'
    ) AS state,
    transform(
        state,
        ['open', 'fulfilled', 'overdue', 'fulfilled_late', 'withdrawn'],
        ['进行中', '按期完成', '逾期未办', '逾期完成', '已撤销'],
        ''
    ) AS state_name,
    toUInt8(indexOf(['overdue', 'open', 'fulfilled_late', 'fulfilled', 'withdrawn'], state) - 1) AS state_order,
    if(e.shown, greatest(e.first_at, f.assigned_at), NULL) AS fulfilled_at,
    dateDiff('millisecond', f.assigned_at, fulfilled_at) / 3600000 AS lag_hours,
    e.account_name AS evidence_account_name,
    e.post_id AS post_id,
    e.title AS title,
    e.url AS url,
    concat(
        subject_name, '在 ', formatDateTime(f.due_at - INTERVAL 1 MILLISECOND, '%Y-%m-%d %H:%i', 'Asia/Shanghai'), ' 前',
        multiIf(
            f.aim = 'audience', concat('发布面向“', audience_name, '”的作品'),
            f.aim = 'carry', concat('转载《', release_title, '》'),
            '恢复更新'
        )
    ) AS wanted
FROM (SELECT * FROM follow_ups FINAL) AS f
LEFT ANY JOIN v_accounts AS n ON n.account_id = f.account_id
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS r ON r.region_code = f.region_code
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS above ON above.region_code = r.parent_code
LEFT ANY JOIN v_audiences AS u ON u.audience = f.audience
LEFT ANY JOIN
(
    SELECT s.release_id AS release_id, if(p.title = '', p.opening, p.title) AS title
    FROM (SELECT release_id, post_id FROM releases FINAL WHERE release_id IN (SELECT release_id FROM follow_ups)) AS s
    LEFT ANY JOIN
    (
        SELECT post_id, title, opening FROM posts FINAL WHERE post_id IN (SELECT release_id FROM follow_ups)
    ) AS p ON p.post_id = s.post_id
    UNION ALL
    SELECT assigned_id AS release_id, if(title = '', url, title) AS title
    FROM assigned_releases FINAL
    WHERE assigned_id IN (SELECT release_id FROM follow_ups)
) AS l ON l.release_id = f.release_id
LEFT ANY JOIN
(
    SELECT
        g.follow_up_id AS follow_up_id,
        countIf(g.on_roster) AS accounts,
        countIf(g.on_roster AND v.last_success_at IS NULL) AS unseen,
        minIf(v.last_success_at, g.on_roster) AS seen
    FROM v_follow_up_accounts AS g
    LEFT ANY JOIN (SELECT account_id, last_success_at FROM account_visits FINAL) AS v ON v.account_id = g.account_id
    GROUP BY follow_up_id
) AS m ON m.follow_up_id = f.follow_up_id
LEFT ANY JOIN
(
    SELECT
        w.follow_up_id AS follow_up_id,
        true AS shown,
        min(w.at) AS first_at,
        argMin(w.post_id, (w.at, w.post_id)) AS post_id,
        argMin(w.title, (w.at, w.post_id)) AS title,
        argMin(w.url, (w.at, w.post_id)) AS url,
        argMin(w.account_name, (w.at, w.post_id)) AS account_name
    FROM
    (
        SELECT
            g.follow_up_id AS follow_up_id,
            g.account_name AS account_name,
            p.post_id AS post_id,
            if(p.title = '', p.opening, p.title) AS title,
            p.url AS url,
            p.published_at AS at
        FROM v_follow_up_accounts AS g
        INNER JOIN
        (
            SELECT post_id, account_id, title, opening, url, audiences, published_at, published_day, published_precision
            FROM v_post_metrics
            WHERE NOT deleted
                AND published_at <= now64(3)
                AND published_day >= (SELECT toDate(minOrNull(assigned_at), 'Asia/Shanghai') FROM follow_ups)
        ) AS p ON p.account_id = g.account_id
        WHERE (g.aim = 'update' OR (g.aim = 'audience' AND has(p.audiences, g.audience)))
            AND (
                p.published_at > g.assigned_at
                OR (p.published_precision = 'day' AND p.published_day = toDate(g.assigned_at, 'Asia/Shanghai'))
            )
        UNION ALL
        SELECT
            g.follow_up_id AS follow_up_id,
            g.account_name AS account_name,
            d.post_id AS post_id,
            if(p.title = '', p.opening, p.title) AS title,
            p.url AS url,
            d.adopted_at AS at
        FROM v_follow_up_accounts AS g
        INNER JOIN
        (
            SELECT release_id, post_id, account_id, adopted_at FROM adoptions FINAL WHERE valid
            UNION ALL
            SELECT assigned_id AS release_id, post_id, account_id, adopted_at FROM assigned_adoptions FINAL WHERE valid
        ) AS d ON d.release_id = g.release_id AND d.account_id = g.account_id
        INNER JOIN
        (
            SELECT post_id, title, opening, url
            FROM posts FINAL
            WHERE NOT deleted
                AND post_id IN (
                    SELECT post_id FROM adoptions WHERE release_id IN (SELECT release_id FROM follow_ups)
                    UNION ALL
                    SELECT post_id FROM assigned_adoptions WHERE assigned_id IN (SELECT release_id FROM follow_ups)
                )
        ) AS p ON p.post_id = d.post_id
        WHERE g.aim = 'carry'
    ) AS w
    GROUP BY follow_up_id
) AS e ON e.follow_up_id = f.follow_up_id
ORDER BY state_order, due_at, follow_up_id
COMMENT '跟踪问效：对空缺和预警布置了什么、由哪件作品完成、是否逾期'
