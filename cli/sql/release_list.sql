-- The releases people entered, the newest first.
SELECT
    assigned_id AS `编号`,
    title AS `标题`,
    issued_at AS `布置`,
    deadline_at AS `截止`,
    targets AS `应转载`,
    in_time AS `按时`,
    late AS `逾期`,
    waiting AS `未到`,
    missing AS `未转载`,
    unknown AS `未知`
FROM v_assigned_releases
ORDER BY issued_at DESC, assigned_id
