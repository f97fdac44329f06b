-- Posts that carry a release, the newest first. An account off the roster is in no place.
SELECT
    d.release_id AS release_id,
    d.release_title AS release_title,
    d.post_id AS post_id,
    d.title AS title,
    d.url AS url,
    d.account_id AS account_id,
    d.account_name AS account_name,
    d.platform AS platform,
    d.level AS level,
    a.city_code AS city_code,
    d.city_name AS city_name,
    a.county_code AS county_code,
    d.county_name AS county_name,
    d.issued_at AS issued_at,
    d.adopted_at AS adopted_at,
    d.lag_hours AS lag_hours,
    d.method AS method,
    d.similarity AS similarity,
    d.reach_7d AS reach_7d
FROM v_adoptions AS d
LEFT ANY JOIN v_accounts AS a ON a.account_id = d.account_id
WHERE toDate(adopted_at, 'Asia/Shanghai') BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (adopted_at, release_id, post_id)
            < ({after_adopted_at:DateTime64(3)}, {after_release_id:String}, {after_post_id:String})
    )
    AND ({release:String} = '' OR release_id = {release:String})
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR county_code = {county:String})
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
    AND (
        {topic:String} = '' AND {audience:String} = ''
        OR release_id IN (
            SELECT post_id FROM v_post_metrics
            WHERE ({topic:String} = '' OR has(topics, {topic:String}))
                AND ({audience:String} = '' OR has(audiences, {audience:String}))
        )
    )
ORDER BY adopted_at DESC, release_id DESC, post_id DESC
LIMIT {limit:UInt32}
