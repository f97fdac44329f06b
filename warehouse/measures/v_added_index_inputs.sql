-- What the indices are made of: each gathered account's totals over each week and month, of figures at seven days of age.
-- A total is empty as soon as one of the period's posts has no such figure, or none yet: an index from fewer posts than
-- there were would be a smaller number under the same name. Deleted posts are left out. A headline is the first
-- article of a message; unknown as soon as one post's position is. Without any post every total is a true 0.
-- Added up anew whenever it is asked; v_index_inputs reads what `watch` kept of it last.

CREATE OR REPLACE VIEW v_added_index_inputs
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    period LowCardinality(String) COMMENT '周期代码：week 周、month 月',
    period_start Date COMMENT '开始的北京日',
    period_end Date COMMENT '结束的北京日的次日（不含）',
    days UInt16 COMMENT '天数 d',
    state LowCardinality(String) COMMENT 'known 可算、pending 有作品还未满 7 天、unknown 周期后 7 天内没有采集成功、not_listed 不是整个周期都在台账',
    posts UInt64 COMMENT '作品数 n（未删除）',
    original_posts UInt64 COMMENT '其中原创的：不是平台转发',
    totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的合计：readers、views、looks、likes、shares、comments；缺一篇即为空',
    headline_totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的头条合计；有作品的位置不明即为空',
    peaks Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的单篇最高，各自独立；缺一篇即为空',
    original_totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的原创合计；缺一篇即为空',
    followers Nullable(Int64) COMMENT '周期末的粉丝数：结束前 7 天内最后一次',
    followers_new Nullable(Int64) COMMENT '周期内新增粉丝：末减初，负数记 0；初末任一缺失为空'
)
AS
WITH
    ['comments', 'likes', 'looks', 'readers', 'shares', 'views'] AS names,
    CAST((names, [0, 0, 0, 0, 0, 0]), 'Map(LowCardinality(String), Nullable(Int64))') AS nothing,
    (lacking, told) -> CAST(
        (names, arrayMap((few, one) -> if(few > 0, NULL, one), lacking, told)),
        'Map(LowCardinality(String), Nullable(Int64))'
    ) AS named,
    -- The first day from the period's end on that was visited with success: in this run, or its beginning.
    arrayFirstIndex(day -> day >= i.period_end, c.ends) AS run,
    run > 0 AND c.starts[run] < i.period_end + 7 AS looked_at,
    if(before.day >= i.period_start - 7, before.followers, NULL) AS followers_before
SELECT
    i.account_id AS account_id,
    i.account_name AS account_name,
    i.platform AS platform,
    i.level AS level,
    i.level_name AS level_name,
    i.city_name AS city_name,
    i.county_name AS county_name,
    i.kind AS kind,
    i.period AS period,
    i.period_start AS period_start,
    i.period_end AS period_end,
    i.days AS days,
    multiIf(
        i.roster_from > i.period_start OR ifNull(i.roster_to < i.period_end, false), 'not_listed',
        p.young > 0, 'pending',
        NOT looked_at, 'unknown',
        'known'
    ) AS state,
    p.posts AS posts,
    p.original_posts AS original_posts,
    if(p.posts = 0, nothing, p.totals) AS totals,
    if(p.posts = 0, nothing, p.headline_totals) AS headline_totals,
    if(p.posts = 0, nothing, p.peaks) AS peaks,
    if(p.posts = 0, nothing, p.original_totals) AS original_totals,
    if(until.day >= i.period_end - 7, until.followers, NULL) AS followers,
    if(followers IS NULL OR followers_before IS NULL, NULL, greatest(followers - followers_before, 0)) AS followers_new
FROM
(
    SELECT
        v_accounts.*,
        v_index_periods.period AS period,
        v_index_periods.period_start AS period_start,
        v_index_periods.period_end AS period_end,
        v_index_periods.days AS days
    FROM v_accounts
    CROSS JOIN v_index_periods
    WHERE v_accounts.gathered AND v_accounts.status != 'closed'
) AS i
LEFT ANY JOIN v_visit_runs AS c ON c.account_id = i.account_id
ASOF LEFT JOIN v_follower_days AS until ON until.account_id = i.account_id AND until.day < i.period_end
ASOF LEFT JOIN v_follower_days AS before ON before.account_id = i.account_id AND before.day < i.period_start
LEFT ANY JOIN
(
    SELECT
        account_id,
        platform,
        period,
        period_start,
        posts,
        young,
        original_posts,
        named(without, sums) AS totals,
        named(arrayMap(lacking -> lacking + unplaced, without), headline_sums) AS headline_totals,
        named(without, highest) AS peaks,
        named(originals_without, original_sums) AS original_totals
    FROM
    (
        -- Posts are added up once: a week that lies in two months is in two rows until here.
        SELECT
            account_id,
            platform,
            within.1 AS period,
            within.2 AS period_start,
            sum(w.posts) AS posts,
            sum(w.young) AS young,
            sum(w.original_posts) AS original_posts,
            sum(w.unplaced) AS unplaced,
            sumForEach(w.without) AS without,
            sumForEach(w.originals_without) AS originals_without,
            sumForEach(w.sums) AS sums,
            sumForEach(w.headline_sums) AS headline_sums,
            maxForEach(w.highest) AS highest,
            sumForEach(w.original_sums) AS original_sums
        FROM
        (
            SELECT
                account_id,
                platform,
                arrayJoin([('week', week), ('month', month)]) AS within,
                * EXCEPT (account_id, platform)
            FROM
            (
                SELECT
                    account_id,
                    platform,
                    toMonday(toDate(published_at, 'Asia/Shanghai')) AS week,
                    toStartOfMonth(toDate(published_at, 'Asia/Shanghai')) AS month,
                    count() AS posts,
                    countIf(published_at > now64(3) - INTERVAL 7 DAY) AS young,
                    countIf(original) AS original_posts,
                    countIf(position IS NULL) AS unplaced,
                    -- Each of `names`, in their order.
                    [
                        countIf(comments IS NULL),
                        countIf(likes IS NULL),
                        countIf(looks IS NULL),
                        countIf(readers IS NULL),
                        countIf(shares IS NULL),
                        countIf(views IS NULL)
                    ] AS without,
                    [
                        countIf(original AND comments IS NULL),
                        countIf(original AND likes IS NULL),
                        countIf(original AND looks IS NULL),
                        countIf(original AND readers IS NULL),
                        countIf(original AND shares IS NULL),
                        countIf(original AND views IS NULL)
                    ] AS originals_without,
                    [
                        sum(ifNull(comments, 0)),
                        sum(ifNull(likes, 0)),
                        sum(ifNull(looks, 0)),
                        sum(ifNull(readers, 0)),
                        sum(ifNull(shares, 0)),
                        sum(ifNull(views, 0))
                    ] AS sums,
                    [
                        sumIf(ifNull(comments, 0), position = 1),
                        sumIf(ifNull(likes, 0), position = 1),
                        sumIf(ifNull(looks, 0), position = 1),
                        sumIf(ifNull(readers, 0), position = 1),
                        sumIf(ifNull(shares, 0), position = 1),
                        sumIf(ifNull(views, 0), position = 1)
                    ] AS headline_sums,
                    [
                        max(ifNull(comments, 0)),
                        max(ifNull(likes, 0)),
                        max(ifNull(looks, 0)),
                        max(ifNull(readers, 0)),
                        max(ifNull(shares, 0)),
                        max(ifNull(views, 0))
                    ] AS highest,
                    [
                        sumIf(ifNull(comments, 0), original),
                        sumIf(ifNull(likes, 0), original),
                        sumIf(ifNull(looks, 0), original),
                        sumIf(ifNull(readers, 0), original),
                        sumIf(ifNull(shares, 0), original),
                        sumIf(ifNull(views, 0), original)
                    ] AS original_sums
                FROM v_post_figures
                WHERE toDate(published_at, 'Asia/Shanghai') >= toDate(now64(3), 'Asia/Shanghai') - 430
                GROUP BY account_id, platform, week, month
            )
        ) AS w
        GROUP BY account_id, platform, period, period_start
    )
) AS p ON p.account_id = i.account_id AND p.platform = i.platform AND p.period = i.period AND p.period_start = i.period_start
COMMENT '指数的输入，随问随算；平常请查 v_index_inputs';
