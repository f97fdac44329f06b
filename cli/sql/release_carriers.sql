-- The posts that carry one entered release, the earliest first.
SELECT
    account_name AS `账号`,
    level_name AS `级别`,
    platform_name AS `平台`,
    adopted_at AS `转载时间`,
    round(lag_hours, 1) AS `时延（小时）`,
    in_time AS `按时`,
    method_name AS `形式`,
    credited AS `注明出处`,
    url AS `地址`
FROM v_assigned_adoptions
WHERE assigned_id = {assigned_id:String}
ORDER BY adopted_at, post_id
