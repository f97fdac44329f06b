-- Adoption by level of the province's releases issued on the Beijing days from {since} up to, not including, {until}, of which 72 hours have
-- passed. Asked as v_adoption_between(since = '2026-01-01', until = '2026-02-01').

CREATE OR REPLACE VIEW v_adoption_between
AS
SELECT
    level,
    any(level_name) AS level_name,
    any(level_order) AS level_order,
    uniqExact(release_id) AS releases,
    count() AS targets,
    countIf(NOT known) AS unknown,
    countIf(known) AS eligible,
    countIf(known AND lag_hours < 72) AS adopters,
    adopters / nullIf(eligible, 0) AS adoption_rate
FROM v_release_targets
WHERE origin_level = 'province'
    AND passed_72h
    AND toDate(issued_at, 'Asia/Shanghai') >= {since:Date}
    AND toDate(issued_at, 'Asia/Shanghai') < {until:Date}
GROUP BY level
ORDER BY level_order
COMMENT '一段时间内省级发布的 72 小时采用率，按级别；参数 since、until（不含）为北京日';
