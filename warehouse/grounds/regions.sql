-- The regions with their populations: the denominator of what is told per head and of coverage.
SELECT region_code, name, toString(level) AS level, parent_code, population
FROM regions FINAL
