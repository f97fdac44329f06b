-- One campaign's last seven days by level.
SELECT
    day AS `日`,
    level_name AS `级别`,
    planned AS `应参加`,
    published AS `已发出`,
    carried AS `已转载`,
    missing AS `还没有`,
    unknown AS `未知`,
    posts AS `当日作品`,
    reached_readers AS `阅读人数`,
    reached_views AS `播放次数`
FROM v_campaign_days
WHERE campaign_id = {campaign_id:String}
    AND day > (SELECT max(day) - 7 FROM v_campaign_days WHERE campaign_id = {campaign_id:String})
ORDER BY day, level_order
