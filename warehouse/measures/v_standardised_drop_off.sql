-- How much of a drop-off is composition: levels differ in which platforms and kinds of accounts they have. Output is standardised over
-- platform × kind, reach within one platform over kinds (figures of two platforms are never added). Directly: Σ w·m over the
-- strata, m the level's mean in the stratum, w the stratum's share of all gathered accounts on the roster now. A
-- retention is told over the strata that both levels have; `common_weight` says how much of the roster those are.

CREATE OR REPLACE VIEW v_standardised_drop_off
(
    voice LowCardinality(String) COMMENT '哪种说法：output 发布（每账号每周作品数）、reach 触达（每账号 7 天触达）',
    voice_name LowCardinality(String) COMMENT '哪种说法（中文）',
    platform LowCardinality(String) COMMENT '触达所在的平台代码；发布为空（各平台都在内）',
    platform_name LowCardinality(String) COMMENT '触达所在的平台名称；发布为空',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    strata UInt64 COMMENT '本级有数值的层数：发布为平台×类别，触达为类别',
    weight Float64 COMMENT '这些层占全部账号的比例（0–1）',
    crude_value Nullable(Float64) COMMENT '粗值：不分层',
    standardised_value Nullable(Float64) COMMENT '标准化值：各层均值按全部账号的构成加权；只用本级有的层',
    common_weight Nullable(Float64) COMMENT '本级与上一级都有的层占全部账号的比例（0–1）；最高一级为空',
    crude_retention Nullable(Float64) COMMENT '粗留存率：本级粗值 ÷ 上一级粗值',
    standardised_retention Nullable(Float64) COMMENT '标准化留存率：在两级都有的层上，本级 ÷ 上一级',
    crude_drop_off Nullable(Float64) COMMENT '粗衰减率：1 − 粗留存率',
    standardised_drop_off Nullable(Float64) COMMENT '标准化衰减率：1 − 标准化留存率；去掉了构成的影响',
    composition Nullable(Float64) COMMENT '构成的影响：粗衰减率 − 标准化衰减率；接近粗衰减率时，衰减来自构成而非懈怠'
)
AS
WITH
    arrayFilter(one -> has(arrayMap(other -> other.1, s.above.2), one.1), s.means) AS common,
    arrayMap(one -> one.1, common) AS common_strata,
    arraySum(one -> one.2 * one.3, common) AS ours,
    arraySum(one -> one.2 * one.3, arrayFilter(one -> has(common_strata, one.1), s.above.2)) AS theirs
SELECT
    s.voice AS voice,
    if(s.voice = 'output', '发布', '触达') AS voice_name,
    s.platform AS platform,
    b.platform_name AS platform_name,
    s.level AS level,
    transform(s.level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    s.level_order AS level_order,
    length(s.means) AS strata,
    arraySum(one -> one.2, s.means) AS weight,
    s.crude AS crude_value,
    if(s.crude IS NULL OR weight = 0, NULL, arraySum(one -> one.2 * one.3, s.means) / weight) AS standardised_value,
    if(s.above.3 = '', NULL, arraySum(one -> one.2, common)) AS common_weight,
    s.crude / nullIf(s.above.1, 0) AS crude_retention,
    if(s.crude IS NULL OR s.above.1 IS NULL OR empty(common), NULL, ours / nullIf(theirs, 0)) AS standardised_retention,
    1 - crude_retention AS crude_drop_off,
    1 - standardised_retention AS standardised_drop_off,
    crude_drop_off - standardised_drop_off AS composition
FROM
(
    SELECT
        *,
        lagInFrame((crude, means, level)) OVER
            (PARTITION BY voice, platform ORDER BY level_order ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS above
    FROM
    (
        SELECT
            m.voice AS voice,
            m.platform AS platform,
            m.level AS level,
            toUInt8(indexOf(['province', 'city', 'county'], level) - 1) AS level_order,
            if(sum(m.observed) = 0, NULL, sum(m.numerator) / nullIf(sum(m.denominator), 0)) AS crude,
            arraySort(groupArrayIf(
                (m.stratum, w.weight, m.numerator / m.denominator),
                m.denominator > 0 AND m.told AND w.weight > 0
            )) AS means
        FROM
        (
            SELECT
                'output' AS voice,
                '' AS platform,
                o.level AS level,
                concat(o.platform, '/', o.kind) AS stratum,
                toFloat64(sumIf(o.posts, o.known)) AS numerator,
                toFloat64(countIf(o.known)) AS denominator,
                countIf(o.known) AS observed,
                true AS told
            FROM v_account_weeks AS o
            WHERE o.week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
            GROUP BY level, stratum
            UNION ALL
            SELECT
                'reach',
                a.platform,
                a.level,
                a.kind,
                toFloat64(sum(r.reach)),
                toFloat64(count()),
                sum(r.mature),
                -- A stratum that published, and of which no figure is ripe, is not known; one that published nothing reached nobody.
                sum(r.mature) > 0 OR sum(r.posts) = 0
            FROM v_accounts AS a
            INNER JOIN (SELECT platform FROM v_platforms WHERE basis != '') AS t ON t.platform = a.platform
            LEFT ANY JOIN
            (
                SELECT
                    account_id,
                    count() AS posts,
                    countIf(reach_state = 'mature') AS mature,
                    sumIf(ifNull(reach_7d, 0), reach_state = 'mature') AS reach
                FROM v_post_reach
                WHERE published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
                    AND published_week < toMonday(toDate(now64(3), 'Asia/Shanghai'))
                GROUP BY account_id
            ) AS r ON r.account_id = a.account_id
            WHERE a.on_roster AND a.gathered
            GROUP BY a.platform, a.level, a.kind
        ) AS m
        LEFT ANY JOIN
        (
            SELECT
                part.1 AS voice,
                part.2 AS platform,
                part.3 AS stratum,
                count() / sum(count()) OVER (PARTITION BY voice, platform) AS weight
            FROM
            (
                SELECT arrayJoin([('output', '', concat(platform, '/', kind)), ('reach', platform, kind)]) AS part
                FROM v_accounts
                WHERE on_roster AND gathered
            )
            GROUP BY part
        ) AS w ON w.voice = m.voice AND w.platform = m.platform AND w.stratum = m.stratum
        GROUP BY voice, platform, level
    )
) AS s
LEFT ANY JOIN v_platforms AS b ON b.platform = s.platform
ORDER BY voice, platform, level_order
COMMENT '去掉构成影响的层级衰减：各级平台与类别的构成不同，按全部账号的构成标准化'
