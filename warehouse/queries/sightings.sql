-- What was last seen of each account: its last successful visit, its newest post, its posts since {since}.
WITH
    visits AS
    (
        SELECT account_id, max(finished_at) AS last_success_at
        FROM crawls FINAL
        WHERE outcome IN ('ok', 'partial') AND finished_at <= {now:DateTime64(3)}
        GROUP BY account_id
    ),
    seen AS
    (
        SELECT
            account_id,
            max(published_at) AS newest_published_at,
            arraySort(
                post -> (post.2, post.1),
                groupArrayIf((post_id, published_at, url), NOT deleted AND published_at >= {since:DateTime64(3)})
            ) AS recent
        FROM posts FINAL
        GROUP BY account_id
    )
SELECT
    if(visits.account_id = '', seen.account_id, visits.account_id) AS account_id,
    if(visits.account_id = '', NULL, visits.last_success_at) AS last_success_at,
    if(seen.account_id = '', NULL, seen.newest_published_at) AS newest_published_at,
    seen.recent AS recent
FROM visits
FULL OUTER JOIN seen ON seen.account_id = visits.account_id
ORDER BY account_id
