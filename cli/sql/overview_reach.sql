-- Reach at seven days by platform, with the basis it is counted in; platforms are never added together.
SELECT
    platform_name AS `平台`,
    level_name AS `级别`,
    if(basis = 'readers', '人', '次') AS `口径`,
    mature_posts AS `满7天作品`,
    reach_7d AS `7天触达`,
    reach_7d_median AS `中位数`,
    round(reach_7d_per_account, 0) AS `每账号`
FROM v_reach_by_level
WHERE basis != ''
ORDER BY platform, level_order
