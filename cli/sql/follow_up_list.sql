-- What was assigned, what is overdue first; withdrawn ones are left out.
SELECT
    follow_up_id AS `编号`,
    wanted AS `要看到`,
    assigned_at AS `布置`,
    due_at AS `期限`,
    state_name AS `状态`,
    fulfilled_at AS `完成`,
    url AS `凭证`
FROM v_follow_ups
WHERE state != 'withdrawn'
ORDER BY state_order, due_at, follow_up_id
