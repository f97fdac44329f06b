-- The days on which each account posted in the last 400 days, with how many posts and the hour of the first;
-- Beijing days as numbers since 1970-01-01. Posts taken back within 24 hours are left out.
WITH {now:DateTime64(3, 'UTC')} AS now_at
SELECT
    account_id,
    arraySort(groupArray((day, number, first_hour))) AS in_order,
    arrayMap(one -> one.1, in_order) AS days,
    arrayMap(one -> one.2, in_order) AS posts,
    arrayMap(one -> one.3, in_order) AS first_hours
FROM
(
    SELECT
        p.account_id AS account_id,
        toUInt16(toDate(p.published_at, 'Asia/Shanghai')) AS day,
        toUInt32(count()) AS number,
        toUInt8(min(toHour(p.published_at, 'Asia/Shanghai'))) AS first_hour
    FROM (SELECT account_id, post_id, published_at FROM posts FINAL) AS p
    LEFT ANY JOIN
    (
        SELECT post_id, minIf(toNullable(fetched_at), deleted) AS deleted_at
        FROM post_versions
        GROUP BY post_id
    ) AS v ON v.post_id = p.post_id
    WHERE p.published_at <= now_at
        AND p.published_at > now_at - INTERVAL 400 DAY
        AND (v.deleted_at IS NULL OR v.deleted_at > p.published_at + INTERVAL 24 HOUR)
    GROUP BY account_id, day
)
GROUP BY account_id
