-- Releases that hold, the newest first, with how many of their targets carried them.
SELECT
    r.release_id AS release_id,
    r.title AS title,
    r.url AS url,
    r.issued_at AS issued_at,
    toDate(issued_at, 'Asia/Shanghai') AS issued_day,
    r.account_id AS account_id,
    r.account_name AS account_name,
    r.level AS level,
    r.platform AS platform,
    p.topics AS topics,
    p.audiences AS audiences,
    r.carriers AS carriers,
    r.targets AS targets,
    r.unknown AS unknown,
    r.eligible AS eligible,
    r.adopters_72h AS adopters_72h,
    r.adopters_14d AS adopters_14d,
    r.median_lag_hours AS median_lag_hours
FROM v_releases AS r
LEFT ANY JOIN (SELECT post_id, topics, audiences FROM v_post_metrics) AS p ON p.post_id = r.release_id
WHERE issued_day BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (issued_at, release_id) < ({after_issued_at:DateTime64(3)}, {after_release_id:String})
    )
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
    AND ({topic:String} = '' OR has(topics, {topic:String}))
    AND ({audience:String} = '' OR has(audiences, {audience:String}))
ORDER BY issued_at DESC, release_id DESC
LIMIT {limit:UInt32}
