-- One campaign beside a year ago and beside those who took no part.
SELECT
    level_name AS `级别`,
    party_name AS `谁`,
    accounts AS `账号`,
    round(account_weeks, 1) AS `账号周`,
    posts_on_subject AS `主题作品`,
    round(on_subject_a_week, 2) AS `每账号周`,
    round(times, 2) AS `活动是它的几倍`,
    caveat AS `不能说明什么`
FROM v_campaign_comparison
WHERE campaign_id = {campaign_id:String} AND platform = ''
ORDER BY level_order, party_order
