-- The warehouse's version and clock, and whether it can tell Beijing's days.
SELECT
    version() AS release,
    now64(3, 'UTC') AS instant,
    toString(toDate(toDateTime('2026-01-01 16:00:00', 'UTC'), 'Asia/Shanghai')) = '2026-01-02' AS beijing_known
