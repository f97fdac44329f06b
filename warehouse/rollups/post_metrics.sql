-- The rows of post_metrics of the posts {post_ids}, or of all, from {first} to {last}, from all that is known of them. Formula, bounds and pitfalls of reach:
-- docs/measures.md, "Reach of a post". What depends on the present moment (an age that has not come yet) is left to the views.
--
-- `version` grows whenever a raw row is added or corrected, by what that row adds, and is the same for the same raw rows. So of
-- two refreshes that overlap, the one that has seen more wins, whichever is stored last. Where a row of `posts` took the place of
-- another of its own version, the later refresh wins, as the later row did there.
--
-- The table is partitioned by month of publication. Where a post was once shown with another month (post_months and post_versions
-- know), a row `moved` goes there too and replaces what may stand there. So it must be read with
-- do_not_merge_across_partitions_select_final = 1 and NOT moved, as v_post_metrics does.
INSERT INTO post_metrics
(
    post_id, account_id, platform, title, opening, url, media, published_at, published_precision, fetched_at, first_seen_at, last_seen_at,
    deleted, deleted_at, has_source, original, position, topics, audiences, tagger,
    reach_1h, reach_24h, reach_72h, reach_7d, reach_7d_is_floor, reach_last, reach_last_at, reach_peak,
    views_7d, readers_7d, likes_7d, looks_7d, comments_7d, shares_7d,
    moved, version
)
WITH
    arrayJoin(arrayConcat(
        [(p.published_at, false)],
        arrayMap(
            at -> (at, true),
            arrayFilter(
                at -> toYYYYMM(toDate(at, 'Asia/Shanghai')) != toYYYYMM(toDate(p.published_at, 'Asia/Shanghai')),
                arrayConcat(s.published, h.published)
            )
        )
    )) AS place
SELECT
    p.post_id AS post_id,
    p.account_id AS account_id,
    p.platform AS platform,
    p.title AS title,
    p.opening AS opening,
    p.url AS url,
    p.media AS media,
    place.1 AS published_at,
    p.published_precision AS published_precision,
    p.fetched_at AS fetched_at,
    if(s.sightings = 0, p.fetched_at, s.first_seen_at) AS first_seen_at,
    if(s.sightings = 0, p.fetched_at, s.last_seen_at) AS last_seen_at,
    p.deleted AS deleted,
    s.deleted_at AS deleted_at,
    p.source_label IS NOT NULL AS has_source,
    p.repost_of IS NULL AS original,
    p.position AS position,
    p.topics AS topics,
    p.audiences AS audiences,
    p.tagger AS tagger,
    f.reach_1h AS reach_1h,
    f.reach_24h AS reach_24h,
    f.reach_72h AS reach_72h,
    f.reach_7d AS reach_7d,
    f.reach_7d_is_floor AS reach_7d_is_floor,
    f.reach_last AS reach_last,
    f.reach_last_at AS reach_last_at,
    f.reach_peak AS reach_peak,
    f.views_7d AS views_7d,
    f.readers_7d AS readers_7d,
    f.likes_7d AS likes_7d,
    f.looks_7d AS looks_7d,
    f.comments_7d AS comments_7d,
    f.shares_7d AS shares_7d,
    place.2 AS moved,
    p.version + s.sightings + f.offsets AS version
FROM
(
    SELECT
        * EXCEPT (text, evidence),
        opening,
        version
    FROM posts FINAL
    WHERE post_id BETWEEN {first:String} AND {last:String}
        AND (empty({post_ids:Array(String)}) OR post_id IN {post_ids:Array(String)})
) AS p
LEFT ANY JOIN
(
    SELECT
        post_id,
        uniqExact(fetched_at) AS sightings,
        min(fetched_at) AS first_seen_at,
        max(fetched_at) AS last_seen_at,
        minIf(toNullable(fetched_at), deleted) AS deleted_at,
        groupUniqArray(published_at) AS published
    FROM post_versions
    WHERE post_id BETWEEN {first:String} AND {last:String}
        AND (empty({post_ids:Array(String)}) OR post_id IN {post_ids:Array(String)})
    GROUP BY post_id
) AS s ON s.post_id = p.post_id
LEFT ANY JOIN
(
    SELECT
        post_id,
        groupUniqArray(published_at) AS published
    FROM post_months
    WHERE post_id BETWEEN {first:String} AND {last:String}
        AND (empty({post_ids:Array(String)}) OR post_id IN {post_ids:Array(String)})
    GROUP BY post_id
) AS h ON h.post_id = p.post_id
LEFT ANY JOIN
(
    SELECT
        post_id,
        sum(offset + 1) AS offsets,
        argMaxIf(reach, told, reach IS NOT NULL AND age >= 0 AND age <= 3600000) AS reach_1h,
        argMaxIf(reach, told, reach IS NOT NULL AND age >= 12 * 3600000 AND age <= 24 * 3600000) AS reach_24h,
        argMaxIf(reach, told, reach IS NOT NULL AND age >= 48 * 3600000 AND age <= 72 * 3600000) AS reach_72h,
        argMaxIf(reach, told, reach IS NOT NULL AND ripe) AS reach_7d,
        argMaxIf(is_floor, told, reach IS NOT NULL AND ripe) AS reach_7d_is_floor,
        argMaxIf(reach, told, reach IS NOT NULL) AS reach_last,
        maxIf(toNullable(figure_at), reach IS NOT NULL) AS reach_last_at,
        max(reach) AS reach_peak,
        argMaxIf(views, told, ripe AND views IS NOT NULL) AS views_7d,
        argMaxIf(readers, told, ripe AND readers IS NOT NULL) AS readers_7d,
        argMaxIf(likes, told, ripe AND likes IS NOT NULL) AS likes_7d,
        argMaxIf(looks, told, ripe AND looks IS NOT NULL) AS looks_7d,
        argMaxIf(comments, told, ripe AND comments IS NOT NULL) AS comments_7d,
        argMaxIf(shares, told, ripe AND shares IS NOT NULL) AS shares_7d
    FROM
    (
        SELECT
            m.post_id AS post_id,
            m.figure_at AS figure_at,
            m.offset AS offset,
            m.views AS views,
            m.readers AS readers,
            m.likes AS likes,
            m.looks AS looks,
            m.comments AS comments,
            m.shares AS shares,
            m.kind = 'cumulative' AS cumulative,
            multiIf(NOT cumulative OR b.basis = '', NULL, b.basis = 'readers', m.readers, m.views) AS reach,
            m.precision[b.basis] = 'lower_bound' AS is_floor,
            dateDiff('millisecond', w.published_at, m.figure_at) AS age,
            cumulative AND age >= 5 * 86400000 AND age <= 7 * 86400000 AS ripe,
            -- In the order of (figure_at, source, observed_at, offset), as one number: tuples compare ten times slower.
            bitShiftLeft(toUInt256(toUnixTimestamp64Milli(m.figure_at) + 2208988800000), 110)
                + bitShiftLeft(toUInt256(transform(m.source, ['official', 'export', 'site_reported'], [3, 2, 1], 0)), 108)
                + bitShiftLeft(toUInt256(toUnixTimestamp64Milli(m.observed_at) + 2208988800000), 64)
                + toUInt256(m.offset) AS told
        FROM
        (
            SELECT
                post_id, platform, figure_at, observed_at, source, kind, precision, offset,
                views, readers, likes, looks, comments, shares
            FROM metrics FINAL
            WHERE post_id BETWEEN {first:String} AND {last:String}
                AND (empty({post_ids:Array(String)}) OR post_id IN {post_ids:Array(String)})
        ) AS m
        INNER JOIN
        (
            SELECT
                post_id,
                published_at
            FROM posts FINAL
            WHERE post_id BETWEEN {first:String} AND {last:String}
                AND (empty({post_ids:Array(String)}) OR post_id IN {post_ids:Array(String)})
        ) AS w ON w.post_id = m.post_id
        LEFT ANY JOIN v_platforms AS b ON b.platform = m.platform
    )
    GROUP BY post_id
) AS f ON f.post_id = p.post_id
SETTINGS max_partitions_per_insert_block = 0, max_threads = 1
