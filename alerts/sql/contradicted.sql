-- Ended or vetoed silences, with what is known by now of the updates in them: the first one after the silence was
-- said to begin, and the longest gap (Beijing days) from that beginning to the end. A post counts as in posts.sql.
WITH
    {now:DateTime64(3, 'UTC')} AS now_at,
    silences AS
    (
        SELECT
            *,
            toDateOrNull(JSONExtractString(evidence, 'silent_since')) AS silent_since,
            toDate(ifNull(closed_at, now_at), 'Asia/Shanghai') AS last_day
        FROM alert_episodes FINAL
        WHERE rule_group = 'fortnight'
            AND changed_at >= {since:DateTime64(3, 'UTC')}
            AND (closed_as = 'recovered' OR reached_veto)
            AND silent_since IS NOT NULL
    ),
    updates AS
    (
        SELECT
            p.account_id AS account_id,
            p.title AS title,
            p.published_at AS published_at,
            toDate(p.published_at, 'Asia/Shanghai') AS day
        FROM (SELECT * FROM posts FINAL WHERE account_id IN (SELECT subject FROM silences)) AS p
        LEFT ANY JOIN
        (
            SELECT post_id, minIf(toNullable(fetched_at), deleted) AS deleted_at
            FROM post_versions
            GROUP BY post_id
        ) AS v ON v.post_id = p.post_id
        WHERE p.published_at <= now_at AND (v.deleted_at IS NULL OR v.deleted_at > p.published_at + INTERVAL 24 HOUR)
    )
SELECT
    s.episode_id AS episode_id,
    any(a.account_name) AS account_name,
    any(a.platform_name) AS platform_name,
    min(u.published_at) AS first_update_at,
    argMin(u.title, u.published_at) AS first_update_title,
    arrayMax(
        arrayDifference(
            arrayMap(
                day -> toInt32(day),
                arrayConcat([assumeNotNull(any(s.silent_since))], arraySort(groupArray(u.day)), [any(s.last_day)])
            )
        )
    ) AS longest_gap
FROM silences AS s
INNER JOIN updates AS u ON u.account_id = s.subject
LEFT ANY JOIN v_accounts AS a ON a.account_id = s.subject
WHERE u.day > s.silent_since AND u.day <= s.last_day
GROUP BY s.episode_id
