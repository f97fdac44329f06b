-- Posts that we saw deleted for the first time in the period.
SELECT
    s.account_name AS account_name,
    s.platform_name AS platform_name,
    if(p.title = '', substringUTF8(p.text, 1, 30), p.title) AS title,
    p.published_at AS published_at,
    v.deleted_at AS deleted_at,
    toBool(v.deleted_at <= p.published_at + INTERVAL 24 HOUR) AS within_a_day
FROM (SELECT post_id, min(fetched_at) AS deleted_at FROM post_versions WHERE deleted GROUP BY post_id) AS v
INNER JOIN (SELECT post_id, account_id, title, text, published_at FROM posts FINAL WHERE deleted) AS p ON p.post_id = v.post_id
INNER JOIN scope AS s ON s.account_id = p.account_id
WHERE v.deleted_at >= {begins_at:DateTime64(3, 'UTC')} AND v.deleted_at < {ends_at:DateTime64(3, 'UTC')}
ORDER BY v.deleted_at, p.post_id
