-- The visits that decide about collection at any instant from `since` to `now`: those of that time, and of the
-- time before each account's first and last success and failure.
WITH
    {since:DateTime64(3, 'UTC')} AS since,
    {now:DateTime64(3, 'UTC')} AS now_at,
    known AS
    (
        SELECT
            account_id,
            finished_at,
            outcome IN ('ok', 'partial') AS success,
            error_kind,
            error
        FROM crawls
        WHERE finished_at <= now_at
    )
SELECT * FROM known WHERE finished_at > since
UNION ALL
SELECT * FROM
(
    SELECT * FROM known WHERE finished_at <= since ORDER BY finished_at LIMIT 1 BY account_id, success
)
UNION ALL
SELECT * FROM
(
    SELECT * FROM known WHERE finished_at <= since ORDER BY finished_at DESC LIMIT 1 BY account_id, success
)
