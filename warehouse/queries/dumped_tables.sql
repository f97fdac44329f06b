-- The tables of the current database that keep rows, with the columns to write down (computed ones compute themselves
-- again), the sorting key, and about how much there is.
SELECT
    t.name AS table,
    groupArray(c.name) AS columns,
    any(t.sorting_key) AS key,
    match(any(t.engine), 'Replacing|Aggregating|Summing|Collapsing') AS replacing,
    ifNull(any(t.total_rows), 0) AS rows,
    ifNull(any(t.total_bytes_uncompressed), 0) AS bytes
FROM system.tables AS t
INNER JOIN
(
    SELECT *
    FROM system.columns
    WHERE default_kind NOT IN ('MATERIALIZED', 'ALIAS')
    ORDER BY position
) AS c ON c.database = t.database AND c.table = t.name
WHERE t.database = currentDatabase() AND endsWith(t.engine, 'MergeTree')
GROUP BY table
ORDER BY table
