-- Adoptions since an instant that hold, of releases that hold, and that a receiver was not told of, by their time.
SELECT
    concat('adoption.found/', d.release_id, '/', d.post_id) AS event_id,
    'adoption.found' AS type,
    d.adopted_at AS happened_at,
    d.release_id AS release_id,
    d.post_id AS post_id,
    p.title AS title,
    p.url AS url,
    d.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.level AS level,
    a.region_code AS region_code,
    r.issued_at AS issued_at,
    d.adopted_at AS adopted_at,
    round((toUnixTimestamp64Milli(d.adopted_at) - toUnixTimestamp64Milli(r.issued_at)) / 3600000, 3) AS lag_hours,
    d.method AS method,
    round(toFloat64(d.similarity), 3) AS similarity
FROM (
    SELECT release_id, post_id, account_id, adopted_at, method, similarity FROM adoptions FINAL
    WHERE valid AND adopted_at >= {since:DateTime64(3)}
) AS d
INNER JOIN (
    SELECT release_id, issued_at FROM releases FINAL
    WHERE carriers > 0 AND issued_at >= {since:DateTime64(3)}
) AS r ON r.release_id = d.release_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = d.account_id
LEFT ANY JOIN (
    SELECT post_id, title, url FROM posts FINAL
    WHERE published_at >= {since:DateTime64(3)} - INTERVAL 1 DAY
) AS p ON p.post_id = d.post_id
WHERE event_id NOT IN (
    SELECT arrayJoin(episode_ids) FROM v_alert_messages
    WHERE recipient = {receiver:String} AND state != 'given_up'
)
ORDER BY happened_at, release_id, post_id
