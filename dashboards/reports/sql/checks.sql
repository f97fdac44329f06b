-- How each account of the scope fared at the checks of some days. A check is the first successful visit of a Beijing day; an account fails
-- one at which its last update was 14 days old or more (国办秘函〔2019〕19号: no update in the two weeks before the moment of checking).
-- Deregistering accounts are not checked. Accounts without a check have no row: nobody knows.
SELECT
    account_id,
    count() AS checks,
    countIf(silent_days >= 14) AS failed,
    minIf(toNullable(day), silent_days >= 14) AS failed_on,
    argMinIf(toNullable(last_update_at), day, silent_days >= 14) AS failed_since,
    max(silent_days) AS longest_silence
FROM
(
    SELECT
        c.account_id AS account_id,
        c.day AS day,
        u.published_at AS last_update_at,
        toInt32(c.day - ifNull(toDate(u.published_at, 'Asia/Shanghai'), greatest(c.roster_from, c.first_day))) AS silent_days
    FROM
    (
        SELECT
            v.account_id AS account_id,
            s.roster_from AS roster_from,
            toDate(v.finished_at, 'Asia/Shanghai') AS day,
            min(v.finished_at) AS checked_at,
            min(day) OVER (PARTITION BY v.account_id) AS first_day
        FROM crawls AS v
        INNER JOIN scope AS s ON s.account_id = v.account_id
        WHERE v.outcome IN ('ok', 'partial') AND s.status = 'active' AND s.gathered AND v.finished_at <= {cutoff:DateTime64(3, 'UTC')}
        GROUP BY account_id, roster_from, day
    ) AS c
    ASOF LEFT JOIN
    (
        SELECT account_id, toNullable(published_at) AS published_at, published_at AS at
        FROM posts FINAL
        WHERE post_id NOT IN
        (
            SELECT v.post_id
            FROM (SELECT post_id, min(fetched_at) AS deleted_at FROM post_versions WHERE deleted GROUP BY post_id) AS v
            INNER JOIN (SELECT post_id, published_at FROM posts FINAL) AS w ON w.post_id = v.post_id
            WHERE v.deleted_at <= w.published_at + INTERVAL 24 HOUR
        )
    ) AS u ON u.account_id = c.account_id AND c.checked_at >= u.at
    WHERE c.day >= greatest({checks_begin:Date}, c.roster_from) AND c.day < {checks_until:Date}
)
GROUP BY account_id
ORDER BY account_id
