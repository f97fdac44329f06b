-- The tables of the current database that keep rows (no views), with the names of their columns.
SELECT
    t.name AS table,
    groupArray(c.name) AS columns
FROM system.tables AS t
INNER JOIN system.columns AS c ON c.database = t.database AND c.table = t.name
WHERE t.database = currentDatabase() AND endsWith(t.engine, 'MergeTree')
GROUP BY table
ORDER BY table
