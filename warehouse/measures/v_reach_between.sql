-- Seven-day reach by level and platform of the posts published on the Beijing days from {since} up to, not including, {until}.
-- Asked as v_reach_between(since = '2026-01-01', until = '2026-02-01'). Never add platforms.

CREATE OR REPLACE VIEW v_reach_between
AS
SELECT
    level,
    any(level_name) AS level_name,
    any(level_order) AS level_order,
    platform,
    any(platform_name) AS platform_name,
    any(basis_name) AS basis_name,
    count() AS posts,
    countIf(reach_state = 'mature') AS mature_posts,
    countIf(reach_state = 'young') AS young_posts,
    countIf(reach_state = 'missing') AS missing_posts,
    sumIf(r.reach_7d, reach_state = 'mature') AS reach_7d,
    if(mature_posts = 0, NULL, quantileExactInclusiveIf(0.5)(assumeNotNull(r.reach_7d), reach_state = 'mature'))
        AS reach_7d_median
FROM v_post_reach AS r
WHERE counted AND published_day >= {since:Date} AND published_day < {until:Date}
GROUP BY level, platform
ORDER BY level_order, platform
COMMENT '一段时间内发布的作品的 7 天触达，按级别与平台；参数 since、until（不含）为北京日';
