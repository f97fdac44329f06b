-- Who knows least and is spoken to least, by region and topic: each group of the newest wave that stands for an audience, with its
-- rate (Σ over the topic's questions), and what was said to that audience in the last 365 days by the region and all below it. Only
-- regions of which one sees everything are in it, so that nobody takes his own posts for a whole province's.
-- Ranks are 1 for the least, ties alike; gap_rank orders the sum of both. Fewer than 30 respondents are marked and not
-- ranked, nor is a group that stands alone.

CREATE OR REPLACE VIEW v_gap_matrix
(
    survey String COMMENT '调查名称',
    wave UInt16 COMMENT '该区划最近一期的年份',
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    topic LowCardinality(String) COMMENT '主题代码',
    topic_name LowCardinality(String) COMMENT '主题',
    dimension LowCardinality(String) COMMENT '分组代码',
    dimension_name LowCardinality(String) COMMENT '分组',
    group_code LowCardinality(String) COMMENT '组别代码',
    group_name LowCardinality(String) COMMENT '组别',
    audiences Array(String) COMMENT '这一组算作哪些受众（代码）',
    audience_names Array(String) COMMENT '这一组算作哪些受众',
    questions UInt64 COMMENT '这个主题的题数',
    respondents UInt64 COMMENT '回答人数最少的一题的人数',
    rate Float64 COMMENT '知晓率（0–1，加权）：各题合并',
    rate_low Float64 COMMENT '95% 下限（Wilson，按最小的有效样本量）',
    rate_high Float64 COMMENT '95% 上限（Wilson，按最小的有效样本量）',
    small Bool COMMENT '样本不足 30 人：只作参考，不排名',
    topic_posts UInt64 COMMENT '近 365 天本区划及其下各级就该主题发布的作品数（未删除）',
    audience_posts UInt64 COMMENT '其中面向这类受众的',
    post_share Nullable(Float64) COMMENT '面向这类受众的占比；该主题没有作品时为空',
    reach_share_views Nullable(Float64) COMMENT '按 7 天播放（次）计的占比；没有数字为空。播放与阅读人数不相加',
    reach_share_readers Nullable(Float64) COMMENT '按 7 天阅读（人）计的占比；没有数字为空',
    sms_delivered UInt64 COMMENT '同期就该主题发给这类受众的短信送达条数，不计入作品',
    events UInt64 COMMENT '同期就该主题面向这类受众的活动场次，不计入作品',
    know_rank Nullable(UInt64) COMMENT '知晓率从低到高的名次；样本不足 30 人、没有别的组可比为空',
    spoken_rank Nullable(UInt64) COMMENT '作品占比从低到高的名次；样本不足 30 人、没有别的组可比、没有作品为空',
    gap_rank Nullable(UInt64) COMMENT '两个名次之和从小到大的名次，相同的看知晓率；1 为最该补的',
    sentence String COMMENT '写给计划的人的一句话'
)
AS
WITH
    1.96 * 1.96 AS z2,
    1.96 * sqrt(rate * (1 - rate) / g.effective + z2 / (4 * g.effective * g.effective)) AS spread
SELECT
    g.survey AS survey,
    g.wave AS wave,
    g.region_code AS region_code,
    g.region_name AS region_name,
    g.level AS level,
    g.level_name AS level_name,
    g.level_order AS level_order,
    g.city_code AS city_code,
    g.city_name AS city_name,
    g.topic AS topic,
    g.topic_name AS topic_name,
    g.dimension AS dimension,
    g.dimension_name AS dimension_name,
    g.group_code AS group_code,
    g.group_name AS group_name,
    g.audiences AS audiences,
    g.audience_names AS audience_names,
    g.questions AS questions,
    g.respondents AS respondents,
    g.rate AS rate,
    greatest(0, (rate + z2 / (2 * g.effective) - spread) / (1 + z2 / g.effective)) AS rate_low,
    least(1, (rate + z2 / (2 * g.effective) + spread) / (1 + z2 / g.effective)) AS rate_high,
    g.small AS small,
    g.topic_posts AS topic_posts,
    g.audience_posts AS audience_posts,
    g.post_share AS post_share,
    g.reach_share_views AS reach_share_views,
    g.reach_share_readers AS reach_share_readers,
    g.sms_delivered AS sms_delivered,
    g.events AS events,
    if(g.small OR g.rivals < 2, NULL, g.know_place) AS know_rank,
    if(g.small OR g.rivals < 2 OR g.topic_posts = 0, NULL, g.spoken_place) AS spoken_rank,
    if(
        spoken_rank IS NULL,
        NULL,
        rank() OVER (PARTITION BY g.survey, g.region_code, g.topic, g.small, g.topic_posts = 0 ORDER BY g.know_place + g.spoken_place, g.rate)
    ) AS gap_rank,
    concat(
        g.region_name, '“', g.topic_name, '”：', g.group_name, '（', g.dimension_name, '）知晓率 ',
        toString(round(100 * g.rate, 1)), '%（', toString(g.wave), ' 年，', toString(g.respondents), ' 人）',
        multiIf(g.small, '，样本不足 30 人，只作参考', g.rivals < 2, '', g.know_place = 1, '，最低', concat('，从低到高第 ', toString(g.know_place))),
        '；近一年',
        if(
            g.topic_posts = 0,
            '没有这个主题的作品',
            concat(
                '这个主题的 ', toString(g.topic_posts), ' 件作品中面向', arrayStringConcat(g.audience_names, '、'), '的 ',
                toString(g.audience_posts), ' 件（', toString(round(100 * ifNull(g.post_share, 0), 1)), '%）',
                if(g.small OR g.rivals < 2, '', if(g.spoken_place = 1, '，最少', concat('，从少到多第 ', toString(g.spoken_place))))
            )
        ),
        '，短信送达 ', toString(g.sms_delivered), ' 条，活动 ', toString(g.events), ' 场。',
        if(gap_rank = 1, concat('建议先对', arrayStringConcat(g.audience_names, '、'), '补讲“', g.topic_name, '”。'), '')
    ) AS sentence
FROM
(
    SELECT
        *,
        count() OVER (PARTITION BY survey, region_code, topic, small) AS rivals,
        rank() OVER (PARTITION BY survey, region_code, topic, small ORDER BY rate) AS know_place,
        rank() OVER (PARTITION BY survey, region_code, topic, small ORDER BY post_share) AS spoken_place
    FROM
    (
        SELECT
            k.*,
            p.posts AS topic_posts,
            arraySum(one -> if(hasAny(one.1, k.audiences), one.2, 0), p.by_audiences) AS audience_posts,
            audience_posts / nullIf(topic_posts, 0) AS post_share,
            arraySum(one -> if(hasAny(one.1, k.audiences), one.3, 0), p.by_audiences)
                / nullIf(arraySum(one -> one.3, p.by_audiences), 0) AS reach_share_views,
            arraySum(one -> if(hasAny(one.1, k.audiences), one.4, 0), p.by_audiences)
                / nullIf(arraySum(one -> one.4, p.by_audiences), 0) AS reach_share_readers,
            toUInt64(arraySum(one -> if(hasAny(one.1, k.audiences), one.2, 0), c.by_audiences)) AS sms_delivered,
            toUInt64(arraySum(one -> if(hasAny(one.1, k.audiences), one.3, 0), c.by_audiences)) AS events
        FROM
        (
            SELECT
                n.survey AS survey,
                n.wave AS wave,
                n.region_code AS region_code,
                any(n.region_name) AS region_name,
                any(n.level) AS level,
                any(n.level_name) AS level_name,
                any(n.level_order) AS level_order,
                any(n.city_code) AS city_code,
                any(n.city_name) AS city_name,
                n.topic AS topic,
                any(n.topic_name) AS topic_name,
                n.dimension AS dimension,
                any(n.dimension_name) AS dimension_name,
                n.group_code AS group_code,
                any(n.group_name) AS group_name,
                any(m.audiences) AS audiences,
                any(m.audience_names) AS audience_names,
                count() AS questions,
                min(n.respondents) AS respondents,
                min(n.effective) AS effective,
                least(1, sum(n.weight_correct) / sum(n.weight)) AS rate,
                min(n.respondents) < 30 AS small
            FROM v_survey_rates AS n
            INNER JOIN (SELECT * FROM v_survey_groups WHERE notEmpty(audiences)) AS m
                ON m.dimension = n.dimension AND m.group_code = n.group_code
            WHERE (survey, wave, region_code) IN (SELECT survey, max(wave), region_code FROM survey_regions GROUP BY survey, region_code)
            GROUP BY survey, wave, region_code, topic, dimension, group_code
        ) AS k
        LEFT ANY JOIN
        (
            SELECT
                region_code AS of_region,
                topic AS of_topic,
                sum(n) AS posts,
                groupArray((audiences, n, views, readers)) AS by_audiences
            FROM
            (
                SELECT
                    region_code,
                    topic,
                    audiences,
                    sum(w.posts) AS n,
                    sum(w.views) AS views,
                    sum(w.readers) AS readers
                FROM
                (
                    -- By account at first: a post is part of three places and of all its topics.
                    SELECT
                        m.account_id AS account_id,
                        m.topics AS topics,
                        arrayMap(code -> toString(code), m.audiences) AS audiences,
                        count() AS posts,
                        sum(if(m.basis = 'views', ifNull(m.reach_7d, 0), 0)) AS views,
                        sum(if(m.basis = 'readers', ifNull(m.reach_7d, 0), 0)) AS readers
                    FROM v_post_metrics AS m
                    WHERE NOT m.deleted
                        AND m.published_day > toDate(now64(3), 'Asia/Shanghai') - 365 AND m.published_day <= toDate(now64(3), 'Asia/Shanghai')
                    GROUP BY account_id, topics, audiences
                ) AS w
                INNER JOIN
                (
                    SELECT
                        a.account_id AS account_id,
                        arrayIntersect(
                            [toString(a.region_code), toString(r.above), toString(u.above)],
                            (SELECT groupUniqArray(toString(region_code)) FROM survey_regions)
                        ) AS surveyed
                    FROM v_accounts AS a
                    LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS r ON r.code = a.region_code
                    LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS u ON u.code = r.above
                    WHERE notEmpty(surveyed)
                ) AS b ON b.account_id = w.account_id
                ARRAY JOIN b.surveyed AS region_code
                ARRAY JOIN w.topics AS topic
                GROUP BY region_code, topic, audiences
            )
            GROUP BY region_code, topic
        ) AS p ON p.of_region = k.region_code AND p.of_topic = k.topic
        LEFT ANY JOIN
        (
            SELECT
                region_code AS of_region,
                topic AS of_topic,
                groupArray((audiences, delivered, events)) AS by_audiences
            FROM
            (
                SELECT
                    region_code,
                    topic,
                    arrayMap(code -> toString(code), s.audiences) AS audiences,
                    sumIf(ifNull(s.amount, 0), s.channel = 'sms') AS delivered,
                    countIf(s.channel = 'event') AS events
                FROM v_channel_activities AS s
                LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS r ON r.code = s.region_code
                LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS u ON u.code = r.above
                ARRAY JOIN arrayFilter(code -> code != '', [s.region_code, r.above, u.above]) AS region_code
                ARRAY JOIN s.topics AS topic
                WHERE s.channel IN ('sms', 'event')
                    AND s.first_day > toDate(now64(3), 'Asia/Shanghai') - 365 AND s.first_day <= toDate(now64(3), 'Asia/Shanghai')
                GROUP BY region_code, topic, audiences
            )
            GROUP BY region_code, topic
        ) AS c ON c.of_region = k.region_code AND c.of_topic = k.topic
    )
) AS g
COMMENT '短板矩阵：各地、各主题，谁知道得最少、谁被说到得最少'
