-- What became of each release in each county, the newest release first. A county is as good as the best of its
-- accounts; one without an account is blank for what the province issued, and nobody's failure.
SELECT
    release_id, release_title, issued_at, issued_day, county_code, county_name, city_code, city_name, state,
    targets, adopters
FROM
(
    SELECT
        release_id,
        any(o.release_title) AS release_title,
        any(o.issued_at) AS issued_at,
        any(o.issued_day) AS issued_day,
        county_code,
        any(o.county_name) AS county_name,
        any(o.city_code) AS city_code,
        any(o.city_name) AS city_name,
        multiIf(
            countIf(o.state = 'carried') > 0, 'carried',
            countIf(o.state = 'late') > 0, 'late',
            countIf(o.state = 'unknown') > 0, 'unknown',
            countIf(o.state = 'waiting') > 0, 'waiting',
            'missing'
        ) AS state,
        count() AS targets,
        countIf(o.state IN ('carried', 'late')) AS adopters
    FROM v_target_outcomes AS o
    WHERE county_code != ''
        AND o.issued_day BETWEEN {from_day:Date} AND {to_day:Date}
        AND ({release:String} = '' OR release_id = {release:String})
    GROUP BY release_id, county_code
    UNION ALL
    SELECT
        r.release_id AS release_id,
        r.title AS release_title,
        r.issued_at AS issued_at,
        toDate(r.issued_at, 'Asia/Shanghai') AS issued_day,
        k.region_code AS county_code,
        k.region_name AS county_name,
        k.city_code AS city_code,
        k.city_name AS city_name,
        'blank' AS state,
        0 AS targets,
        0 AS adopters
    FROM (
        SELECT release_id, title, issued_at FROM v_releases
        WHERE level = 'province'
            AND toDate(issued_at, 'Asia/Shanghai') BETWEEN {from_day:Date} AND {to_day:Date}
            AND ({release:String} = '' OR release_id = {release:String})
    ) AS r
    CROSS JOIN (SELECT * FROM v_county_state WHERE state = 'blank') AS k
)
WHERE (
        {resumed:Bool} = false
        OR (issued_at, release_id, county_code)
            < ({after_issued_at:DateTime64(3)}, {after_release_id:String}, {after_county_code:String})
    )
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR county_code = {county:String})
    AND ({state:String} = '' OR state = {state:String})
    AND (
        {topic:String} = '' AND {audience:String} = ''
        OR release_id IN (
            SELECT post_id FROM v_post_metrics
            WHERE ({topic:String} = '' OR has(topics, {topic:String}))
                AND ({audience:String} = '' OR has(audiences, {audience:String}))
        )
    )
ORDER BY issued_at DESC, release_id DESC, county_code DESC
LIMIT {limit:UInt32}
