-- How unevenly output, reach and adoption are spread, and how much of it lies between groups rather than inside them.
-- Accounts in levels count alike (weight 1); counties in cities count by their population. Theil's T splits exactly:
-- T = Σ y/Y·ln((y/Y)/(n/N)) = Σ Y_g/Y·ln((Y_g/Y)/(N_g/N)) + Σ Y_g/Y·T_g, with 0·ln 0 = 0. Blank and unknown counties are
-- left out (v_unit_coverage counts them), silent ones are in it with nothing. Output and adoption of the last twelve full weeks (adoption:
-- releases carried within 72 hours), reach at seven days of what was published in them. Compare periods of one roster only.

CREATE OR REPLACE VIEW v_unevenness
(
    spread LowCardinality(String) COMMENT '谁与谁之间：accounts_in_levels 各级的账号、counties_in_cities 各市的县（按人口）',
    spread_name LowCardinality(String) COMMENT '谁与谁之间（中文）',
    voice LowCardinality(String) COMMENT '什么：output 作品数、reach 7 天触达、adoption 转载省级发布次数',
    voice_name LowCardinality(String) COMMENT '什么（中文）',
    platform LowCardinality(String) COMMENT '平台代码；触达只在一个平台内，其余为空',
    groups UInt64 COMMENT '组数：级或市（省直管县合为一组）',
    members UInt64 COMMENT '成员数：账号或县',
    members_without UInt64 COMMENT '其中一点都没有的',
    total Float64 COMMENT '合计',
    theil Nullable(Float64) COMMENT '泰尔指数 T：0 为完全均匀；合计为零时为空',
    theil_between Nullable(Float64) COMMENT '其中组与组之间的',
    theil_within Nullable(Float64) COMMENT '其中组内的',
    between_share Nullable(Float64) COMMENT '组间占比：组间 ÷ 泰尔指数；完全均匀时为空',
    gini Nullable(Float64) COMMENT '基尼系数（按权重）：0 均匀、接近 1 集中',
    top_1_share Nullable(Float64) COMMENT '最多的一个成员所占的比例',
    top_5_share Nullable(Float64) COMMENT '最多的五个成员所占的比例',
    hhi Nullable(Float64) COMMENT '集中度 HHI：各成员比例的平方和',
    effective_members Nullable(Float64) COMMENT '有效成员数：1 ÷ HHI，即“相当于几个成员包办”'
)
AS
WITH
    arrayMap(one -> one.2, pairs) AS amounts,
    arrayMap(one -> one.3, pairs) AS weights,
    arraySum(amounts) AS amount,
    arraySum(weights) AS weight,
    -- Theil's T of one member or group: its share of the amount against its share of the weight.
    (y, n) -> if(y = 0, 0, y / amount * log((y / amount) / (n / weight))) AS term,
    arrayMap(g -> arraySum(one -> if(one.1 = g, one.2, 0), pairs), groups_of) AS group_amounts,
    arrayMap(g -> arraySum(one -> if(one.1 = g, one.3, 0), pairs), groups_of) AS group_weights,
    arraySort(one -> one.2 / one.3, pairs) AS ordered,
    arrayCumSum(arrayMap(one -> one.2 / amount, ordered)) AS up_to,
    arrayMap(y -> y / amount, arrayReverseSort(amounts)) AS shares
SELECT
    spread,
    transform(spread, ['accounts_in_levels', 'counties_in_cities'], ['各级的账号', '各市的县'], '') AS spread_name,
    voice,
    transform(voice, ['output', 'reach', 'adoption'], ['发布', '触达', '转载'], '') AS voice_name,
    platform,
    length(groups_of) AS groups,
    length(pairs) AS members,
    arrayCount(y -> y = 0, amounts) AS members_without,
    amount AS total,
    if(amount = 0, NULL, arraySum(arrayMap((y, n) -> term(y, n), amounts, weights))) AS theil,
    if(amount = 0, NULL, arraySum(arrayMap((y, n) -> term(y, n), group_amounts, group_weights))) AS theil_between,
    theil - theil_between AS theil_within,
    if(theil > 1e-12, theil_between / theil, NULL) AS between_share,
    if(
        amount = 0,
        NULL,
        1 - arraySum(arrayMap(
            (one, now_at, before_at) -> one.3 / weight * (now_at + before_at),
            ordered,
            up_to,
            arrayPopBack(arrayPushFront(up_to, 0.))
        ))
    ) AS gini,
    if(amount = 0, NULL, shares[1]) AS top_1_share,
    if(amount = 0, NULL, arraySum(arraySlice(shares, 1, 5))) AS top_5_share,
    if(amount = 0, NULL, arraySum(arrayMap(share -> share * share, shares))) AS hhi,
    1 / hhi AS effective_members
FROM
(
    SELECT
        spread,
        voice,
        platform,
        groupArray((in_group, amount_of, weight_of)) AS pairs,
        groupUniqArray(in_group) AS groups_of
    FROM
    (
        SELECT
            spread,
            voice,
            platform,
            in_group,
            member,
            sum(toFloat64(of_account)) AS amount_of,
            if(spread = 'accounts_in_levels', 1., toFloat64(assumeNotNull(any(people)))) AS weight_of
        FROM
        (
            SELECT
                a.account_id AS account_id,
                a.level AS level,
                a.county_code AS county_code,
                if(a.city_code = '', 'province', a.city_code) AS city,
                g.population AS people,
                arrayJoin(arrayConcat(
                    [('output', '', ifNull(o.posts, 0)), ('adoption', '', ifNull(d.carried, 0))],
                    -- Posts without any ripe figure leave an account's reach unknown; no posts are a reach of nothing.
                    if(b.basis = '' OR (r.posts > 0 AND r.reach IS NULL), [], [('reach', a.platform, ifNull(r.reach, 0))])
                )) AS told,
                told.1 AS voice,
                told.2 AS platform,
                told.3 AS of_account,
                arrayJoin(['accounts_in_levels', 'counties_in_cities']) AS spread,
                if(spread = 'accounts_in_levels', level, city) AS in_group,
                if(spread = 'accounts_in_levels', account_id, county_code) AS member
            FROM
            (
                SELECT
                    account_id,
                    platform,
                    toString(level) AS level,
                    county_code,
                    city_code,
                    region_code
                FROM v_account_state
                WHERE state IN ('active', 'silent')
            ) AS a
            LEFT ANY JOIN v_platforms AS b ON b.platform = a.platform
            LEFT ANY JOIN (SELECT region_code, population FROM regions FINAL) AS g ON g.region_code = a.region_code
            LEFT ANY JOIN
            (
                SELECT
                    account_id,
                    toInt64(count()) AS posts
                FROM v_post_metrics
                WHERE NOT deleted
                    AND published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
                    AND published_week < toMonday(toDate(now64(3), 'Asia/Shanghai'))
                GROUP BY account_id
            ) AS o ON o.account_id = a.account_id
            LEFT ANY JOIN
            (
                SELECT
                    account_id,
                    count() AS posts,
                    sum(reach_7d) AS reach
                FROM v_post_reach
                WHERE published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
                    AND published_week < toMonday(toDate(now64(3), 'Asia/Shanghai'))
                GROUP BY account_id
            ) AS r ON r.account_id = a.account_id
            LEFT ANY JOIN
            (
                SELECT
                    account_id,
                    toInt64(count()) AS carried
                FROM v_release_targets
                WHERE origin_level = 'province'
                    AND passed_72h
                    AND lag_hours < 72
                    AND toDate(issued_at, 'Asia/Shanghai') >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
                GROUP BY account_id
            ) AS d ON d.account_id = a.account_id
        )
        WHERE spread = 'accounts_in_levels' OR (county_code != '' AND people > 0)
        GROUP BY spread, voice, platform, in_group, member
    )
    GROUP BY spread, voice, platform
)
ORDER BY spread, voice, platform
COMMENT '不均匀在哪里：各级之间还是同级之内，各市之间还是市内各县之间';
