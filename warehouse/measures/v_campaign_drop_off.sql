-- The four voices of the drop-off by campaign, in the shape of v_drop_off. Each over the accounts expected in it:
-- output: its posts in the full weeks that touch its days, per known account-week of those weeks; reach: seven-day reach of
-- its posts per expected account of the platform; adoption: targets of its releases that carried within 72 hours, of
-- those known; carried reach: seven-day reach of what known targets carried, per known target, 21 days after the issue.
-- Limits of a retention: exp(ln R ± 1.96·√(v + v of the level above)), v = φ/y of output, 1/x − 1/n of adoption.

CREATE OR REPLACE VIEW v_campaign_drop_off
(
    voice LowCardinality(String) COMMENT '哪种说法：output 发布、reach 触达、adoption 转载、carried_reach 转载带来的触达',
    campaign_id String COMMENT '活动编号',
    campaign_name String COMMENT '活动名称',
    platform LowCardinality(String) COMMENT '触达所在的平台；发布与转载为空',
    platform_name LowCardinality(String) COMMENT '触达所在的平台名称；发布与转载为空',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    numerator Nullable(Float64) COMMENT '分子：作品数、触达、转载次数、转载带来的触达；没有成熟作品的触达为空',
    denominator Float64 COMMENT '分母：账号周、账号、采集完整的应转载次数',
    unknown UInt64 COMMENT '不在分母里、因采集不完整而不知道的；触达为缺数字的作品数',
    value Nullable(Float64) COMMENT '数值：分子 ÷ 分母；分母为零时为空',
    retention Nullable(Float64) COMMENT '层级留存率：本级 ÷ 上一级，可大于 1；最高一级为空',
    retention_low Nullable(Float64) COMMENT '层级留存率的 95% 下限；触达没有，任一级为零时为空',
    retention_high Nullable(Float64) COMMENT '层级留存率的 95% 上限；触达没有，任一级为零时为空'
)
AS
WITH 1.96 * sqrt(s.spread + s.above.2) AS log_spread
SELECT
    s.voice AS voice,
    s.campaign_id AS campaign_id,
    c.name AS campaign_name,
    s.platform AS platform,
    b.platform_name AS platform_name,
    s.level AS level,
    transform(s.level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    s.level_order AS level_order,
    s.numerator AS numerator,
    s.denominator AS denominator,
    s.unknown AS unknown,
    s.value AS value,
    s.value / nullIf(s.above.1, 0) AS retention,
    retention * exp(-log_spread) AS retention_low,
    retention * exp(log_spread) AS retention_high
FROM
(
    SELECT
        *,
        toUInt8(indexOf(['province', 'city', 'county'], level) - 1) AS level_order,
        numerator / nullIf(denominator, 0) AS value,
        lagInFrame((numerator / nullIf(denominator, 0), spread)) OVER
            (PARTITION BY voice, campaign_id, platform ORDER BY level_order ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS above
    FROM
    (
        SELECT
            part.1 AS voice,
            campaign_id,
            part.2 AS platform,
            level,
            multiIf(
                voice = 'output', toNullable(toFloat64(sumIf(part.4, part.3))),
                sum(part.5) = 0, NULL,
                toFloat64(sum(part.4))
            ) AS numerator,
            toFloat64(countIf(part.3)) AS denominator,
            if(voice = 'output', countIf(NOT part.3), toUInt64(sum(part.6))) AS unknown,
            if(
                voice = 'output',
                greatest(
                    ifNull(if(denominator < 2, NULL, varSampIf(part.4, part.3) / nullIf(avgIf(part.4, part.3), 0)), 1),
                    1
                ) / nullIf(numerator, 0),
                NULL
            ) AS spread
        FROM
        (
            SELECT
                e.campaign_id AS campaign_id,
                e.level AS level,
                -- Of the voice: its platform, whether it is known, how much, and of reach the mature and the missing posts.
                arrayJoin(arrayConcat(
                    arrayMap(
                        one -> ('output', '', one.2, toInt64(p.of_weeks[one.1]), toInt64(0), toInt64(0)),
                        arrayFilter(one -> one.1 <= e.last_day AND one.1 + 6 >= e.first_day, w.weeks)
                    ),
                    if(
                        b.basis = '',
                        [],
                        [('reach', toString(e.platform), true, toInt64(p.reach), toInt64(p.mature), toInt64(p.missing))]
                    )
                )) AS part
            FROM v_campaign_accounts AS e
            LEFT ANY JOIN v_platforms AS b ON b.platform = e.platform
            LEFT ANY JOIN
            (
                SELECT account_id, groupArray((week, known)) AS weeks
                FROM v_account_weeks
                GROUP BY account_id
            ) AS w ON w.account_id = e.account_id
            LEFT ANY JOIN
            (
                SELECT
                    campaign_id,
                    account_id,
                    sumMap(map(published_week, toUInt64(1))) AS of_weeks,
                    countIf(reach_state = 'mature') AS mature,
                    countIf(reach_state = 'missing') AS missing,
                    sumIf(ifNull(reach_7d, 0), reach_state = 'mature') AS reach
                FROM v_campaign_posts
                GROUP BY campaign_id, account_id
            ) AS p ON p.campaign_id = e.campaign_id AND p.account_id = e.account_id
        )
        GROUP BY voice, campaign_id, platform, level
        UNION ALL
        SELECT
            part.1,
            campaign_id,
            part.2,
            level,
            if(
                part.1 = 'adoption',
                toNullable(toFloat64(countIf(known AND lag_hours < 72))),
                if(sumIf(posts, known) > 0 AND sumIf(mature, known) = 0, NULL, toFloat64(sumIf(reach, known)))
            ) AS carried,
            toFloat64(countIf(known)) AS eligible,
            countIf(NOT known),
            if(part.1 = 'adoption', 1 / nullIf(carried, 0) - 1 / nullIf(eligible, 0), NULL)
        FROM
        (
            SELECT
                t.campaign_id AS campaign_id,
                t.level AS level,
                t.known AS known,
                t.lag_hours AS lag_hours,
                d.posts AS posts,
                d.mature AS mature,
                d.reach AS reach,
                arrayJoin(arrayFilter(
                    one -> one.1 != '',
                    [
                        (if(t.issued_at + INTERVAL 72 HOUR <= now64(3), 'adoption', ''), ''),
                        (if(t.issued_at + INTERVAL 21 DAY <= now64(3) AND b.basis != '', 'carried_reach', ''), t.platform)
                    ]
                )) AS part
            FROM v_campaign_targets AS t
            LEFT ANY JOIN v_platforms AS b ON b.platform = t.platform
            LEFT ANY JOIN
            (
                SELECT
                    a.release_id AS release_id,
                    f.account_id AS account_id,
                    count() AS posts,
                    countIf(f.reach_state = 'mature') AS mature,
                    sumIf(ifNull(f.reach_7d, 0), f.reach_state = 'mature') AS reach
                FROM
                (
                    SELECT release_id, post_id FROM adoptions FINAL WHERE valid
                    UNION ALL
                    SELECT assigned_id, post_id FROM assigned_adoptions FINAL WHERE valid AND method != 'origin'
                ) AS a
                INNER JOIN v_post_reach AS f ON f.post_id = a.post_id
                GROUP BY release_id, account_id
            ) AS d ON d.release_id = t.release_id AND d.account_id = t.account_id
            WHERE t.of_province
        )
        GROUP BY part, campaign_id, level
    )
) AS s
INNER JOIN (SELECT campaign_id, name FROM campaigns FINAL) AS c ON c.campaign_id = s.campaign_id
LEFT ANY JOIN v_platforms AS b ON b.platform = s.platform
ORDER BY campaign_id, voice, platform, level_order
COMMENT '活动的层级衰减：发布、触达、转载、转载触达'
