-- The tables of the hub's database (no views) with the names of their columns.
SELECT
    t.name AS table,
    groupArray(c.name) AS columns
FROM system.tables AS t
INNER JOIN system.columns AS c ON c.database = t.database AND c.table = t.name
WHERE t.database = {database:String} AND NOT endsWith(t.engine, 'View')
GROUP BY table
ORDER BY table
