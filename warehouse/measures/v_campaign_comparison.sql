-- A campaign's participants beside themselves in the same weeks a year ago (364 days before, so weekdays agree) and beside the accounts of
-- their level that took no part. A participant has published a post of the campaign. Counted are days on which an account was seen,
-- up to yesterday, and the posts of those days. What the comparison cannot carry stands in `caveat`, in words.

CREATE OR REPLACE VIEW v_campaign_comparison
(
    campaign_id String COMMENT '活动编号',
    campaign_name String COMMENT '活动名称',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    platform LowCardinality(String) COMMENT '平台代码；空为各平台合计（只比发布量）',
    platform_name LowCardinality(String) COMMENT '平台名称；合计为“全部”',
    party LowCardinality(String) COMMENT '谁、何时：participants 参加的账号在活动期间、year_ago 同一批账号一年前的同几周、others 同级没有参加的账号在活动期间',
    party_name LowCardinality(String) COMMENT '谁、何时（中文）',
    party_order UInt8 COMMENT '上列的顺序',
    first_day Date COMMENT '所数的第一天（北京日）',
    last_day Date COMMENT '所数的最后一天（北京日，含）；至多到昨天',
    accounts UInt64 COMMENT '账号数',
    accounts_newer UInt64 COMMENT '其中所数的第一天以后才列入台账的',
    units UInt64 COMMENT '主办单位数',
    account_weeks Float64 COMMENT '采集成功的账号周：采集成功的账号日 ÷ 7',
    posts UInt64 COMMENT '这些日子发布的作品数（未删除）',
    posts_on_subject UInt64 COMMENT '其中有活动的主题或受众的',
    posts_a_week Nullable(Float64) COMMENT '每账号周作品数；没有账号周为空',
    on_subject_a_week Nullable(Float64) COMMENT '每账号周的活动主题（受众）作品数；没有账号周为空',
    times Nullable(Float64) COMMENT '参加的账号的 on_subject_a_week 是本行的几倍；本行为零或空时为空',
    reach_posts UInt64 COMMENT '有 7 天触达的活动主题作品数；合计行为 0',
    reach_median Nullable(Float64) COMMENT '它们的 7 天触达的中位数，平台自己的单位；合计行为空',
    young_posts UInt64 COMMENT '未满 7 天、没有触达的活动主题作品数',
    caveat String COMMENT '这一行不能说明什么（中文）；没有为空'
)
AS
WITH
    toDate(now64(3), 'Asia/Shanghai') AS today,
    (SELECT (groupArray(platform), groupArray(platform_name)) FROM v_platforms) AS platforms
SELECT
    g.campaign_id AS campaign_id,
    g.campaign_name AS campaign_name,
    g.level AS level,
    transform(g.level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    g.level_order AS level_order,
    g.platform AS platform,
    if(g.platform = '', '全部', transform(g.platform, platforms.1, platforms.2, g.platform)) AS platform_name,
    g.party AS party,
    transform(
        g.party, ['participants', 'year_ago', 'others'], ['参加的账号', '同一批账号一年前', '没有参加的账号'], ''
    ) AS party_name,
    toUInt8(indexOf(['participants', 'year_ago', 'others'], g.party) - 1) AS party_order,
    g.first_day AS first_day,
    g.last_day AS last_day,
    g.accounts AS accounts,
    g.newer AS accounts_newer,
    g.units AS units,
    g.days / 7 AS account_weeks,
    g.posts AS posts,
    g.on_subject AS posts_on_subject,
    posts / nullIf(account_weeks, 0) AS posts_a_week,
    posts_on_subject / nullIf(account_weeks, 0) AS on_subject_a_week,
    max(if(g.party = 'participants', on_subject_a_week, NULL))
        OVER (PARTITION BY g.campaign_id, g.level, g.platform) / nullIf(on_subject_a_week, 0) AS times,
    if(g.platform = '', 0, length(g.reaches)) AS reach_posts,
    if(reach_posts = 0, NULL, arrayReduce('quantileExactInclusive(0.5)', g.reaches)) AS reach_median,
    g.young AS young_posts,
    arrayStringConcat(
        arrayFilter(
            words -> words != '',
            [
                if(g.party = 'year_ago' AND g.days = 0, '一年前没有采集，不能比。', ''),
                if(
                    g.party = 'year_ago' AND g.days > 0 AND g.newer > 0,
                    concat('有 ', toString(g.newer), ' 个账号一年前还不在台账，只比其余的。'), ''
                ),
                if(g.party = 'others', '参加与否不是随机定的：参加的账号本来可能就更勤，差别不能都算作活动的效果。', ''),
                if(empty(g.subjects), '活动没有列主题和受众，只能比全部作品。', ''),
                if(g.platform = '', '各平台触达口径不同，这一行只比发布量；触达看分平台的行。', ''),
                if(
                    g.accounts < 5 OR g.on_subject < 20,
                    concat(
                        '数量少（', toString(g.accounts), ' 个账号、', toString(g.on_subject), ' 件作品），差别可能出于偶然。'
                    ),
                    ''
                ),
                if(g.young > 0 AND g.platform != '', concat('有 ', toString(g.young), ' 件未满 7 天，不在触达里。'), '')
            ]
        ),
        ''
    ) AS caveat
FROM
(
    SELECT
        k.campaign_id AS campaign_id,
        any(k.campaign_name) AS campaign_name,
        k.level AS level,
        any(k.level_order) AS level_order,
        arrayJoin(['', k.platform]) AS platform,
        k.party AS party,
        any(k.from_day) AS first_day,
        any(k.to_day) AS last_day,
        any(k.subjects) AS subjects,
        count() AS accounts,
        countIf(k.newer) AS newer,
        uniqExact(k.unit) AS units,
        sum(k.days) AS days,
        sum(k.posts) AS posts,
        sum(k.on_subject) AS on_subject,
        sum(k.young) AS young,
        arrayFlatten(groupArray(k.reaches)) AS reaches
    FROM
    (
        WITH
            p.post_id != ''
                AND p.published_day BETWEEN m.since AND m.to_day
                AND arrayExists((starts, ends) -> p.published_day BETWEEN starts AND ends, m.starts, m.ends) AS seen,
            hasAny(p.topics, m.topics) OR hasAny(p.audiences, m.audiences) AS on_it
        SELECT
            m.campaign_id AS campaign_id,
            any(m.campaign_name) AS campaign_name,
            any(m.level) AS level,
            any(m.level_order) AS level_order,
            any(m.platform) AS platform,
            any(m.unit) AS unit,
            m.party AS party,
            any(m.from_day) AS from_day,
            any(m.to_day) AS to_day,
            any(arrayConcat(m.topics, m.audiences)) AS subjects,
            any(m.roster_from > m.from_day) AS newer,
            any(arraySum(
                (starts, ends) -> greatest(0, least(ends, m.to_day) - greatest(starts, m.since) + 1), m.starts, m.ends
            )) AS days,
            countIf(seen) AS posts,
            countIf(seen AND on_it) AS on_subject,
            countIf(seen AND on_it AND p.basis != '' AND p.published_at > now64(3) - INTERVAL 7 DAY) AS young,
            groupArrayIf(assumeNotNull(p.reach_7d), seen AND on_it AND p.reach_7d IS NOT NULL) AS reaches
        FROM
        (
            SELECT
                c.campaign_id AS campaign_id,
                c.name AS campaign_name,
                c.topics AS topics,
                c.audiences AS audiences,
                a.account_id AS account_id,
                a.platform AS platform,
                a.level AS level,
                a.level_order AS level_order,
                a.unit AS unit,
                a.roster_from AS roster_from,
                arrayJoin(if(
                    (c.campaign_id, a.account_id) IN (SELECT campaign_id, account_id FROM v_campaign_posts),
                    ['participants', 'year_ago'],
                    ['others']
                )) AS party,
                if(party = 'year_ago', 364, 0) AS back,
                c.first_day - back AS from_day,
                least(c.last_day, today - 1) - back AS to_day,
                greatest(from_day, a.roster_from) AS since,
                v.starts AS starts,
                v.ends AS ends
            FROM (SELECT * FROM campaigns FINAL WHERE NOT withdrawn) AS c
            CROSS JOIN
            (
                SELECT account_id, platform, level, level_order, unit, roster_from, roster_to
                FROM v_accounts
                WHERE gathered AND NOT (status = 'closed' AND roster_to IS NULL)
            ) AS a
            LEFT ANY JOIN (SELECT account_id, starts, ends FROM account_visits FINAL) AS v ON v.account_id = a.account_id
            WHERE a.roster_from <= c.last_day
                AND ifNull(a.roster_to > c.first_day, true)
                AND (empty(c.levels) OR has(c.levels, a.level))
        ) AS m
        LEFT JOIN
        (
            SELECT post_id, account_id, published_at, published_day, topics, audiences, basis, reach_7d
            FROM v_post_metrics
            WHERE NOT deleted AND published_day >= (SELECT min(first_day) - 364 FROM campaigns)
        ) AS p ON p.account_id = m.account_id
        GROUP BY campaign_id, m.account_id, party
    ) AS k
    GROUP BY campaign_id, level, platform, party
) AS g
ORDER BY campaign_id, level_order, platform, party_order
COMMENT '宣传活动与一年前同几周、与没有参加的账号相比；不能说明什么写在 caveat'
