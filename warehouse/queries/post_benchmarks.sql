-- Works out the benchmarks of the posts of {platform}, or of all if that is empty, published from {since} until before {until}, and keeps what differs from what was kept;
-- what was kept and is comparable no more is marked as gone. Formula and source: docs/measures.md, "Overperformance".
-- Earlier posts count for 180 days, so that nothing older than that before {since} is read.
INSERT INTO post_benchmarks
(
    post_id, age, account_id, platform, level, kind, media, topics, audiences, published_at, reach,
    benchmark_of, benchmark_posts, expected, gone, made_at
)
WITH
    -- The values of the posts (published_at, reach) that are not older than 180 days before it.
    (earlier, at) -> arraySort(arrayMap(one -> one.2, arrayFilter(one -> one.1 >= at - toIntervalDay(180), earlier))) AS recent,
    values -> arrayAvg(arraySlice(
        values,
        intDiv(length(values), 4) + 1,
        length(values) - 2 * intDiv(length(values), 4)
    )) AS middle_mean,
    compared AS
    (
        SELECT
            *,
            assumeNotNull(reach_at_age) AS figure,
            toInt64(row_number() OVER (PARTITION BY platform, level, kind, media, age ORDER BY published_at, post_id)) AS nth
        FROM
        (
            SELECT
                * EXCEPT (reach),
                reach AS reach_at_age
            FROM v_post_reach_ages
            WHERE comparable AND state = 'mature' AND level != '' AND ({platform:String} IN ('', platform))
                AND published_at >= {since:DateTime64(3, 'UTC')} - INTERVAL 180 DAY
                AND published_at < {until:DateTime64(3, 'UTC')}
        )
    )
SELECT
    if(is_gone, kept.post_id, made.post_id) AS post_id,
    if(is_gone, kept.age, made.age) AS age,
    if(is_gone, kept.account_id, made.account_id) AS account_id,
    if(is_gone, kept.platform, made.platform) AS platform,
    if(is_gone, kept.level, made.level) AS level,
    if(is_gone, kept.kind, made.kind) AS kind,
    if(is_gone, kept.media, made.media) AS media,
    if(is_gone, kept.topics, made.topics) AS topics,
    if(is_gone, kept.audiences, made.audiences) AS audiences,
    if(is_gone, kept.published_at, made.published_at) AS published_at,
    if(is_gone, kept.reach, made.reach) AS reach,
    if(is_gone, kept.benchmark_of, made.benchmark_of) AS benchmark_of,
    if(is_gone, kept.benchmark_posts, made.benchmark_posts) AS benchmark_posts,
    if(is_gone, kept.expected, made.expected) AS expected,
    made.post_id = '' AS is_gone,
    now64(3) AS made_at
FROM
(
    SELECT
        o.*,
        o.figure AS reach,
        -- Of its peers' posts, two neighbouring pages of 400 hold the 400 before this one.
        recent(
            arrayMap(
                one -> (one.2, one.3),
                arrayFilter(one -> one.1 < o.nth AND one.1 >= o.nth - 400, arrayConcat(p.earlier, p.posts))
            ),
            o.published_at
        ) AS peers,
        multiIf(length(o.own) >= 12, 'account', length(peers) >= 12, 'peers', '') AS benchmark_of,
        toUInt16(multiIf(benchmark_of = 'account', length(o.own), benchmark_of = 'peers', length(peers), 0)) AS benchmark_posts,
        multiIf(benchmark_of = 'account', middle_mean(o.own), benchmark_of = 'peers', middle_mean(peers), NULL) AS expected
    FROM
    (
        SELECT
            *,
            recent(groupArray(100)((published_at, figure)) OVER before_of_account, published_at) AS own,
            -- Only who has too few of its own is compared with its peers.
            if(length(own) < 12, intDiv(nth - 1, 400), -1) AS page
        FROM compared
        WINDOW before_of_account AS
        (
            PARTITION BY account_id, media, age
            ORDER BY published_at, post_id
            ROWS BETWEEN 100 PRECEDING AND 1 PRECEDING
        )
    ) AS o
    LEFT ANY JOIN
    (
        SELECT
            platform,
            level,
            kind,
            media,
            age,
            page,
            posts,
            lagInFrame(posts) OVER before_of_page AS earlier
        FROM
        (
            SELECT
                platform,
                level,
                kind,
                media,
                age,
                intDiv(nth - 1, 400) AS page,
                groupArray((nth, published_at, figure)) AS posts
            FROM compared
            GROUP BY platform, level, kind, media, age, page
        )
        WINDOW before_of_page AS
        (
            PARTITION BY platform, level, kind, media, age
            ORDER BY page
            ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
        )
    ) AS p
        ON p.platform = o.platform AND p.level = o.level AND p.kind = o.kind AND p.media = o.media AND p.age = o.age
        AND p.page = o.page
    WHERE o.published_at >= {since:DateTime64(3, 'UTC')}
) AS made
FULL OUTER JOIN
(
    SELECT *
    FROM post_benchmarks FINAL
    WHERE NOT gone AND ({platform:String} IN ('', platform))
        AND published_at >= {since:DateTime64(3, 'UTC')} AND published_at < {until:DateTime64(3, 'UTC')}
    SETTINGS do_not_merge_across_partitions_select_final = 1
) AS kept ON kept.post_id = made.post_id AND kept.age = made.age AND kept.published_at = made.published_at
WHERE made.post_id = ''
    OR kept.post_id = ''
    OR (made.account_id, made.platform, made.level, made.kind, made.media, made.topics, made.audiences)
        != (kept.account_id, kept.platform, kept.level, kept.kind, kept.media, kept.topics, kept.audiences)
    OR (made.reach, made.benchmark_of, made.benchmark_posts, ifNull(made.expected, -1))
        != (kept.reach, kept.benchmark_of, kept.benchmark_posts, ifNull(kept.expected, -1))
