-- The campaigns people entered, the newest first.
SELECT
    campaign_id AS `编号`,
    name AS `名称`,
    first_day AS `第一天`,
    last_day AS `最后一天`,
    state_name AS `状态`,
    accounts AS `应参加`,
    accounts_published AS `已发布`,
    posts AS `作品`
FROM v_campaigns
ORDER BY first_day DESC, campaign_id
