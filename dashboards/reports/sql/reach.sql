-- Reach at one age ({age}: 24h, 72h or 7d) of the posts of some days, by platform and level. At the cutoff a post is `ripe` when it has
-- passed the age and a figure was seen there, `young` before, `missing` when no figure was seen in time. Platforms are never added.
SELECT
    platform,
    any(platform_name) AS platform_name,
    any(basis_name) AS basis_name,
    level,
    any(level_name) AS level_name,
    any(level_order) AS level_order,
    count() AS posts,
    countIf(old AND figure IS NOT NULL) AS ripe,
    countIf(NOT old) AS young,
    countIf(old AND figure IS NULL) AS missing,
    if(ripe = 0, NULL, sumIf(assumeNotNull(figure), old AND figure IS NOT NULL)) AS total,
    if(ripe = 0, NULL, quantileExactInclusiveIf(0.5)(assumeNotNull(figure), old AND figure IS NOT NULL)) AS median,
    countIf(is_floor AND old) AS floors
FROM
(
    SELECT
        r.platform AS platform,
        r.platform_name AS platform_name,
        r.basis_name AS basis_name,
        r.level AS level,
        r.level_name AS level_name,
        r.level_order AS level_order,
        multiIf({age:String} = '24h', r.reach_24h, {age:String} = '72h', r.reach_72h, r.reach_7d) AS figure,
        {age:String} = '7d' AND r.reach_7d_is_floor AS is_floor,
        r.published_at
            + toIntervalHour(transform({age:String}, ['24h', '72h', '7d'], [24, 72, 168], 168)) <= {cutoff:DateTime64(3, 'UTC')} AS old
    FROM v_post_reach AS r
    WHERE r.account_id IN (SELECT account_id FROM scope)
        AND r.basis != ''
        AND r.published_day >= {reach_begin:Date}
        AND r.published_day < {reach_until:Date}
        AND r.published_at <= {cutoff:DateTime64(3, 'UTC')}
)
GROUP BY platform, level
ORDER BY platform, level_order
