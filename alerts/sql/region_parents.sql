-- Which region each one is administered by.
SELECT region_code, name, level, parent_code
FROM regions FINAL
