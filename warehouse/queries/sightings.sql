-- What was last seen of each account: its last successful visit, its newest post, its posts since {since}.
SELECT
    account_id,
    max(succeeded_at) AS last_success_at,
    max(newest_at) AS newest_published_at,
    arraySort(post -> (post.2, post.1), groupArrayArray(posts)) AS recent,
    groupArrayArray(gone_posts) AS gone
FROM
(
    SELECT
        account_id,
        toNullable(max(finished_at)) AS succeeded_at,
        CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS newest_at,
        CAST([], 'Array(Tuple(String, DateTime64(3, \'UTC\'), String))') AS posts,
        CAST([], 'Array(Tuple(String, DateTime64(3, \'UTC\')))') AS gone_posts
    FROM crawls FINAL
    WHERE outcome IN ('ok', 'partial') AND finished_at <= {now:DateTime64(3)}
    GROUP BY account_id
    UNION ALL
    SELECT
        account_id,
        NULL AS succeeded_at,
        max(published_at) AS newest_at,
        groupArrayIf((post_id, published_at, url), NOT deleted AND published_at >= {since:DateTime64(3)}) AS posts,
        groupArrayIf((post_id, published_at), deleted AND published_at >= {since:DateTime64(3)}) AS gone_posts
    FROM posts FINAL
    GROUP BY account_id
)
GROUP BY account_id
ORDER BY account_id
