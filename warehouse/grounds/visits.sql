-- The Beijing days on which an account was visited with success: what tells "did not" from "nobody knows".
SELECT
    v.account_id AS account_id,
    a.platform AS platform,
    a.level AS level,
    a.region_code AS region_code,
    a.county_code AS county_code,
    a.department AS department,
    toDate(v.started_at, 'Asia/Shanghai') AS visited_day,
    max(v.started_at) AS last_visit_at
FROM crawls AS v
INNER JOIN v_accounts AS a ON a.account_id = v.account_id
WHERE v.outcome IN ('ok', 'partial')
GROUP BY account_id, platform, level, region_code, county_code, department, visited_day
