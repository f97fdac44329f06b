-- All administrative regions.
SELECT region_code, name, toString(level) AS level, parent_code
FROM regions FINAL
ORDER BY region_code
