-- Posts that were assigned as releases, with the accounts that carried them and when each did first.
SELECT
    p.post_id AS release_id,
    p.account_id AS account_id,
    if(p.title = '', substringUTF8(p.text, 1, 30), p.title) AS title,
    p.url AS url,
    p.published_at AS issued_at,
    a.carriers AS carriers,
    a.carried_at AS carried_at
FROM
(
    SELECT post_id, account_id, title, text, url, published_at
    FROM posts FINAL
    WHERE post_id IN {release_ids:Array(String)} AND published_at <= {now:DateTime64(3, 'UTC')}
) AS p
LEFT ANY JOIN
(
    SELECT
        release_id,
        groupArray(account_id) AS carriers,
        groupArray(first_at) AS carried_at
    FROM
    (
        SELECT release_id, account_id, min(adopted_at) AS first_at
        FROM adoptions FINAL
        WHERE valid AND adopted_at <= {now:DateTime64(3, 'UTC')}
        GROUP BY release_id, account_id
    )
    GROUP BY release_id
) AS a ON a.release_id = p.post_id
