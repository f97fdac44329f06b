-- A campaign day by day against its aim, at every level: accounts that were to take part, that had spoken by the end of the day, that had
-- carried one of its releases, and that had done nothing though they were seen on every day. Posts and their reach are those of the day
-- itself. Days that have not come are left out.

CREATE OR REPLACE VIEW v_campaign_days
(
    campaign_id String COMMENT '活动编号',
    campaign_name String COMMENT '活动名称',
    day Date COMMENT '哪一天（北京日）',
    day_number UInt16 COMMENT '活动的第几天',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    planned UInt64 COMMENT '应参加：到这天已在台账的应参加账号数',
    published UInt64 COMMENT '已发出：到这天结束已有活动作品的账号数',
    to_carry UInt64 COMMENT '应转载：到这天已有活动发布要转载的账号数',
    carried UInt64 COMMENT '已转载：到这天结束至少转载过一次活动发布的账号数',
    missing UInt64 COMMENT '还没有：没有活动作品，且从第一天起每天都采集成功的账号数',
    unknown UInt64 COMMENT '不知道：没有看到活动作品，但采集不完整的账号数',
    published_share Nullable(Float64) COMMENT '已发出 ÷（已发出 + 还没有）；分母为零时为空',
    posts UInt64 COMMENT '这天发布的活动作品数（未删除）',
    reached_readers Nullable(Int64) COMMENT '这天的作品满 7 天的阅读人数（只含按人计的平台）；都没有数字为空',
    reached_views Nullable(Int64) COMMENT '这天的作品满 7 天的播放、浏览次数（只含按次计的平台，几个平台相加，只看走势）；都没有数字为空',
    young_posts UInt64 COMMENT '其中未满 7 天、触达还没有的作品数'
)
AS
WITH toDate(now64(3), 'Asia/Shanghai') AS today
SELECT
    d.campaign_id AS campaign_id,
    d.campaign_name AS campaign_name,
    d.day AS day,
    d.day_number AS day_number,
    d.level AS level,
    transform(d.level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    d.level_order AS level_order,
    d.planned AS planned,
    d.spoken AS published,
    d.to_carry AS to_carry,
    d.carried AS carried,
    d.missing AS missing,
    d.planned - d.spoken - d.missing AS unknown,
    d.spoken / nullIf(d.spoken + d.missing, 0) AS published_share,
    p.posts AS posts,
    p.readers AS reached_readers,
    p.views AS reached_views,
    p.young AS young_posts
FROM
(
    SELECT
        x.campaign_id AS campaign_id,
        any(x.campaign_name) AS campaign_name,
        x.first_day + x.number AS day,
        toUInt16(any(x.number) + 1) AS day_number,
        x.level AS level,
        any(x.level_order) AS level_order,
        count() AS planned,
        countIf(ifNull(x.out_on <= x.first_day + x.number, false)) AS spoken,
        countIf(ifNull(x.issued_on <= x.first_day + x.number, false)) AS to_carry,
        countIf(ifNull(x.carried_on <= x.first_day + x.number, false)) AS carried,
        countIf(
            ifNull(x.out_on > x.first_day + x.number, true)
            AND x.seen_to >= least(x.first_day + x.number, today - 1)
        ) AS missing
    FROM
    (
        SELECT
            e.campaign_id AS campaign_id,
            c.name AS campaign_name,
            e.first_day AS first_day,
            e.level AS level,
            e.level_order AS level_order,
            greatest(e.first_day, n.roster_from) AS since,
            arrayFirstIndex((starts, ends) -> starts <= since AND ends >= since, v.starts, v.ends) AS run,
            if(run = 0, since - 1, v.ends[run]) AS seen_to,
            o.out_on AS out_on,
            t.issued_on AS issued_on,
            t.carried_on AS carried_on,
            arrayJoin(range(toUInt16(greatest(0, least(e.last_day, today) - e.first_day + 1)))) AS number
        FROM v_campaign_accounts AS e
        INNER JOIN (SELECT campaign_id, name FROM campaigns FINAL WHERE NOT withdrawn) AS c ON c.campaign_id = e.campaign_id
        LEFT ANY JOIN (SELECT account_id, roster_from FROM v_accounts) AS n ON n.account_id = e.account_id
        LEFT ANY JOIN (SELECT account_id, starts, ends FROM account_visits FINAL) AS v ON v.account_id = e.account_id
        LEFT ANY JOIN
        (
            SELECT campaign_id, account_id, min(toNullable(published_day)) AS out_on
            FROM v_campaign_posts
            GROUP BY campaign_id, account_id
        ) AS o ON o.campaign_id = e.campaign_id AND o.account_id = e.account_id
        LEFT ANY JOIN
        (
            SELECT
                g.campaign_id AS campaign_id,
                g.account_id AS account_id,
                min(toNullable(toDate(g.issued_at, 'Asia/Shanghai'))) AS issued_on,
                min(toDate(
                    g.issued_at + toIntervalMillisecond(toInt64(round(g.lag_hours * 3600000))), 'Asia/Shanghai'
                )) AS carried_on
            FROM v_campaign_targets AS g
            GROUP BY campaign_id, account_id
        ) AS t ON t.campaign_id = e.campaign_id AND t.account_id = e.account_id
    ) AS x
    WHERE x.since <= x.first_day + x.number
    GROUP BY campaign_id, day, level
) AS d
LEFT ANY JOIN
(
    SELECT
        campaign_id,
        published_day,
        level,
        count() AS posts,
        sumOrNullIf(reach_7d, basis_name = '人') AS readers,
        sumOrNullIf(reach_7d, basis_name = '次') AS views,
        countIf(reach_state = 'young') AS young
    FROM v_campaign_posts
    GROUP BY campaign_id, published_day, level
) AS p ON p.campaign_id = d.campaign_id AND p.published_day = d.day AND p.level = d.level
ORDER BY campaign_id, day, level_order
COMMENT '宣传活动逐日进度：应参加、已发出、已转载、触达、还没有；一次活动、一天、一个级别一行'
