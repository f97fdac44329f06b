-- Releases issued since an instant that hold and that a receiver was not told of, by their time.
SELECT
    concat('release.found/', r.release_id) AS event_id,
    'release.found' AS type,
    r.issued_at AS happened_at,
    r.release_id AS release_id,
    p.title AS title,
    p.url AS url,
    r.issued_at AS issued_at,
    r.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.level AS level,
    a.region_code AS region_code,
    p.topics AS topics,
    p.audiences AS audiences
FROM (
    SELECT release_id, account_id, issued_at FROM releases FINAL
    WHERE carriers > 0 AND issued_at >= {since:DateTime64(3)}
) AS r
LEFT ANY JOIN v_accounts AS a ON a.account_id = r.account_id
LEFT ANY JOIN (
    SELECT post_id, title, url, topics, audiences FROM posts FINAL
    WHERE published_at >= {since:DateTime64(3)} - INTERVAL 1 DAY
) AS p ON p.post_id = r.release_id
WHERE event_id NOT IN (
    SELECT arrayJoin(episode_ids) FROM v_alert_messages
    WHERE recipient = {receiver:String} AND state != 'given_up'
)
ORDER BY happened_at, release_id
