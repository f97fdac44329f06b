-- Each account of the scope as it stood at the cutoff: its last update, for how long it has been silent, whether we can
-- know (v_account_state's rules, at the cutoff instead of now), and its posts in the period and in those it is compared with.
WITH
    ifNull(c.last_success_at >= {cutoff:DateTime64(3, 'UTC')} - INTERVAL 24 HOUR, false) AS seen,
    toDate({cutoff:DateTime64(3, 'UTC')}, 'Asia/Shanghai') AS today,
    ifNull(
        toDate(u.last_update_at, 'Asia/Shanghai'),
        greatest(s.roster_from, toDate(ifNull(c.first_success_at, {cutoff:DateTime64(3, 'UTC')}), 'Asia/Shanghai'))
    ) AS since
SELECT
    s.account_id AS account_id,
    s.account_name AS account_name,
    s.platform AS platform,
    s.platform_name AS platform_name,
    s.level AS level,
    s.level_name AS level_name,
    s.level_order AS level_order,
    s.region_code AS region_code,
    s.region_name AS region_name,
    s.city_code AS city_code,
    s.city_name AS city_name,
    s.county_code AS county_code,
    s.county_name AS county_name,
    s.kind AS kind,
    s.department AS department,
    s.department_name AS department_name,
    s.unit AS unit,
    s.gathered AS gathered,
    u.last_update_at AS last_update_at,
    ifNull(u.last_title, '') AS last_title,
    ifNull(u.last_url, '') AS last_url,
    c.first_success_at AS first_success_at,
    c.last_success_at AS last_success_at,
    c.last_error_kind AS last_error_kind,
    multiIf(
        s.status = 'deregistering', 'deregistering',
        NOT s.gathered, 'not_gathered',
        NOT seen, 'unknown',
        today - since >= 14, 'silent',
        'active'
    ) AS state,
    if(state IN ('active', 'silent'), toInt32(today - since), NULL) AS silent_days,
    p.posts AS posts,
    p.carried AS carried,
    p.previous_posts AS previous_posts,
    p.last_year_posts AS last_year_posts
FROM scope AS s
LEFT ANY JOIN
(
    SELECT
        account_id,
        max(toNullable(published_at)) AS last_update_at,
        argMax(toNullable(if(title = '', substringUTF8(text, 1, 30), title)), (published_at, post_id)) AS last_title,
        argMax(toNullable(url), (published_at, post_id)) AS last_url
    FROM (SELECT account_id, post_id, title, text, url, published_at FROM posts FINAL WHERE published_at <= {cutoff:DateTime64(3, 'UTC')})
    WHERE post_id NOT IN
    (
        SELECT v.post_id
        FROM (SELECT post_id, min(fetched_at) AS deleted_at FROM post_versions WHERE deleted GROUP BY post_id) AS v
        INNER JOIN (SELECT post_id, published_at FROM posts FINAL) AS w ON w.post_id = v.post_id
        WHERE v.deleted_at <= w.published_at + INTERVAL 24 HOUR AND v.deleted_at <= {cutoff:DateTime64(3, 'UTC')}
    )
    GROUP BY account_id
) AS u ON u.account_id = s.account_id
LEFT ANY JOIN
(
    SELECT
        account_id,
        minIf(toNullable(finished_at), outcome IN ('ok', 'partial')) AS first_success_at,
        maxIf(toNullable(finished_at), outcome IN ('ok', 'partial')) AS last_success_at,
        argMax(error_kind, started_at) AS last_error_kind
    FROM crawls
    WHERE finished_at <= {cutoff:DateTime64(3, 'UTC')}
    GROUP BY account_id
) AS c ON c.account_id = s.account_id
LEFT ANY JOIN
(
    SELECT
        account_id,
        countIf(day >= {begin:Date} AND day < {until:Date}) AS posts,
        countIf(day >= {begin:Date} AND day < {until:Date} AND is_carried) AS carried,
        countIf(day >= {previous_begin:Date} AND day < {begin:Date}) AS previous_posts,
        countIf(day >= {last_year_begin:Date} AND day < {last_year_until:Date}) AS last_year_posts
    FROM
    (
        SELECT
            account_id,
            toDate(published_at, 'Asia/Shanghai') AS day,
            repost_of IS NOT NULL OR source_label IS NOT NULL
                OR post_id IN (SELECT post_id FROM adoptions FINAL WHERE valid) AS is_carried
        FROM posts FINAL
        WHERE NOT deleted AND published_at <= {cutoff:DateTime64(3, 'UTC')}
    )
    GROUP BY account_id
) AS p ON p.account_id = s.account_id
ORDER BY level_order, city_code, county_code, platform, account_id
