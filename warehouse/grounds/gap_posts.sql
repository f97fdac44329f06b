-- The last year's posts, by each region that their account's region is or lies in, and by topic.
SELECT
    m.post_id AS post_id,
    region_code,
    topic,
    m.audiences AS audiences,
    m.platform AS platform,
    m.basis AS basis,
    m.published_at AS published_at,
    m.reach_7d AS reach_7d
FROM v_post_metrics AS m
INNER JOIN
(
    SELECT a.account_id AS account_id, arrayFilter(code -> code != '', [a.region_code, r.above, u.above]) AS line
    FROM v_accounts AS a
    LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS r ON r.code = a.region_code
    LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS u ON u.code = r.above
) AS b ON b.account_id = m.account_id
ARRAY JOIN b.line AS region_code
ARRAY JOIN m.topics AS topic
WHERE NOT m.deleted
    AND m.published_day > toDate(now64(3), 'Asia/Shanghai') - 365 AND m.published_day <= toDate(now64(3), 'Asia/Shanghai')
