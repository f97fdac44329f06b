-- One follow-up whole.
SELECT
    follow_up_id AS `编号`,
    wanted AS `要看到`,
    what AS `布置人的话`,
    subject_name AS `对象`,
    region_name AS `区划`,
    episode_id AS `由预警`,
    assigned_at AS `布置`,
    due_at AS `期限`,
    entered_by AS `布置人`,
    accounts AS `账号数`,
    seen_until AS `看到哪一刻`,
    state_name AS `状态`,
    fulfilled_at AS `完成`,
    round(lag_hours, 1) AS `用时（小时）`,
    evidence_account_name AS `凭证账号`,
    title AS `凭证作品`,
    url AS `地址`
FROM v_follow_ups
WHERE follow_up_id = {follow_up_id:String}
