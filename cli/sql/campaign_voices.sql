-- One campaign's drop-off in its voices.
SELECT
    transform(voice, ['output', 'reach', 'adoption', 'carried_reach'], ['发布', '触达', '转载', '转载触达'], '') AS `说法`,
    platform_name AS `平台`,
    level_name AS `级别`,
    numerator AS `分子`,
    denominator AS `分母`,
    value AS `数值`,
    1 - retention AS `衰减`
FROM v_campaign_drop_off
WHERE campaign_id = {campaign_id:String}
ORDER BY indexOf(['output', 'reach', 'adoption', 'carried_reach'], voice), platform, level_order
