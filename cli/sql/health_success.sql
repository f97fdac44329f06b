-- When each room last did what it is for. The loader's is the last minute in which it moved on or had nothing to do.
SELECT
    room,
    assumeNotNull(last_at) AS at
FROM
(
    SELECT
        'crawlers' AS room,
        maxOrNull(finished_at) AS last_at
    FROM crawls
    WHERE outcome IN ('ok', 'partial')
    UNION ALL
    SELECT
        'warehouse' AS room,
        maxOrNull(measured_at) AS last_at
    FROM
    (
        SELECT
            measured_at,
            sum(lag) AS behind,
            sum(committed_offset) AS loaded,
            lagInFrame(loaded) OVER (ORDER BY measured_at) AS loaded_before
        FROM stream_lag FINAL
        GROUP BY measured_at
    )
    WHERE behind = 0 OR loaded > loaded_before
    UNION ALL
    SELECT
        'alerts' AS room,
        maxOrNull(evaluated_at) AS last_at
    FROM alert_evaluations
)
WHERE last_at IS NOT NULL
ORDER BY room
