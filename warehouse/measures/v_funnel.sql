-- The funnel of the province's releases of which 21 days have passed (14 to carry, 7 to ripen): of the known targets, who carried,
-- in time, in words of its own, to more readers than its own account usually has, with an answer from them. Each step is a part
-- of the one before. What nobody can see is left out (whether a target was told), or stands as unknown beside its step.

CREATE OR REPLACE VIEW v_funnel
(
    release_id String COMMENT '发布编号；空为各次发布合计',
    level LowCardinality(String) COMMENT '级别代码；空为各级合计',
    level_name LowCardinality(String) COMMENT '级别；各级合计为“各级”',
    step LowCardinality(String) COMMENT '步骤：expected 应转载（采集完整）、carried 14 天内转载、in_time 72 小时内、localised 有自己的改写（相似度低于 0.9）、above_own 7 天触达不低于自己的一贯水平、engaged 有点赞、评论或分享',
    step_name LowCardinality(String) COMMENT '步骤（中文）',
    step_order UInt8 COMMENT '步骤顺序',
    targets UInt64 COMMENT '走到这一步的应转载次数',
    unknown UInt64 COMMENT '走到上一步、但这一步不知道的：没有自己的基准或没有数字',
    rate_of_previous Nullable(Float64) COMMENT '走到这一步的 ÷ 走到上一步且知道这一步的；第一步为空',
    rate_of_first Nullable(Float64) COMMENT '走到这一步的 ÷ 应转载的（不知道的按没有走到算，是下限）'
)
AS
WITH
    [e, c, i, l, a, g] AS reached,
    [toUInt64(0), 0, 0, 0, a_unknown, g_unknown] AS not_known
SELECT
    release_id,
    level,
    transform(level, ['province', 'city', 'county', ''], ['省级', '市级', '县级', '各级'], '') AS level_name,
    ['expected', 'carried', 'in_time', 'localised', 'above_own', 'engaged'][place] AS step,
    ['应转载', '已转载', '按时转载', '有改写', '超出自身水平', '有互动'][place] AS step_name,
    toUInt8(place - 1) AS step_order,
    reached[place] AS targets,
    not_known[place] AS unknown,
    if(place = 1, NULL, targets / nullIf(reached[place - 1] - unknown, 0)) AS rate_of_previous,
    targets / nullIf(e, 0) AS rate_of_first
FROM
(
    SELECT
        of_release AS release_id,
        of_level AS level,
        count() AS e,
        countIf(carried) AS c,
        countIf(in_time) AS i,
        countIf(localised) AS l,
        countIf(localised AND own = 'yes') AS a,
        countIf(localised AND own = '') AS a_unknown,
        countIf(localised AND own = 'yes' AND answered = 'yes') AS g,
        countIf(localised AND own = 'yes' AND answered = '') AS g_unknown
    FROM
    (
        SELECT
            arrayJoin(['', t.release_id]) AS of_release,
            arrayJoin(['', toString(t.level)]) AS of_level,
            t.lag_hours IS NOT NULL AND t.lag_hours < 336 AS carried,
            carried AND t.lag_hours < 72 AS in_time,
            in_time AND d.method NOT IN ('native', 'exact') AND d.similarity < 0.9 AS localised,
            multiIf(b.expected IS NULL, '', b.reach >= b.expected, 'yes', 'no') AS own,
            multiIf(
                f.likes IS NULL AND f.comments IS NULL AND f.shares IS NULL, '',
                ifNull(f.likes, 0) + ifNull(f.comments, 0) + ifNull(f.shares, 0) > 0, 'yes',
                'no'
            ) AS answered
        FROM v_release_targets AS t
        LEFT ANY JOIN
        (
            SELECT
                release_id,
                account_id,
                argMin(one.post_id, (one.adopted_at, one.post_id)) AS post_id,
                argMin(one.method, (one.adopted_at, one.post_id)) AS method,
                argMin(one.similarity, (one.adopted_at, one.post_id)) AS similarity
            FROM (SELECT * FROM adoptions FINAL WHERE valid) AS one
            GROUP BY release_id, account_id
        ) AS d ON d.release_id = t.release_id AND d.account_id = t.account_id
        LEFT ANY JOIN
        (
            SELECT post_id, reach, expected
            FROM v_overperformance
            WHERE age = '7d' AND benchmark_of = 'account'
        ) AS b ON b.post_id = d.post_id
        LEFT ANY JOIN v_post_figures AS f ON f.post_id = d.post_id
        WHERE t.origin_level = 'province' AND t.known AND t.issued_at + INTERVAL 21 DAY <= now64(3)
    )
    GROUP BY of_release, of_level
)
ARRAY JOIN arrayEnumerate(reached) AS place
ORDER BY release_id, level, step_order
COMMENT '转载漏斗：应转载、已转载、按时、有改写、超出自身水平、有互动，逐步还剩多少'
