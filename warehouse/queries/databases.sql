-- The databases there are.
SELECT name
FROM system.databases
