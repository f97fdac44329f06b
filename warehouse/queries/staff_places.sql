-- The tree of regions, with their names.
SELECT
    region_code,
    name,
    toString(level) AS level,
    parent_code
FROM regions FINAL
