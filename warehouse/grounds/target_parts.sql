-- The same of the province's releases, once under each name that adoption is told by.
SELECT
    t.release_id AS release_id,
    r.post_id AS origin_post_id,
    t.issued_at AS issued_at,
    CAST(t.passed_72h, 'Bool') AS passed_72h,
    CAST(t.issued_at + INTERVAL 21 DAY <= now64(3), 'Bool') AS passed_21d,
    t.account_id AS account_id,
    t.platform AS platform,
    t.level AS level,
    CAST(t.known, 'Bool') AS known,
    t.adopted_at AS adopted_at,
    t.lag_hours AS lag_hours,
    arrayJoin(arrayConcat(
        [('all', ''), ('platform', t.platform), ('department', t.department)],
        arrayMap(topic -> ('topic', topic), p.topics),
        arrayMap(audience -> ('audience', audience), if(empty(p.audiences), [''], p.audiences))
    )) AS part,
    part.1 AS dimension,
    part.2 AS key
FROM v_release_targets AS t
INNER JOIN (SELECT release_id, post_id FROM releases FINAL) AS r ON r.release_id = t.release_id
LEFT ANY JOIN (SELECT post_id, topics, audiences FROM posts FINAL) AS p ON p.post_id = r.post_id
WHERE t.origin_level = 'province'
