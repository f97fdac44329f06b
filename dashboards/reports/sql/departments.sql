-- The departments of the roster.
SELECT department, name
FROM departments FINAL
ORDER BY department
