-- The releases that people entered, the withdrawn ones included, the newest first.
SELECT
    assigned_id,
    title,
    url,
    issued_at,
    deadline_at,
    targets,
    entered_by,
    entered_at,
    withdrawn
FROM assigned_releases FINAL
ORDER BY issued_at DESC, assigned_id
