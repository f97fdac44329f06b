-- Where the subjects of episodes lie: accounts, regions, platforms (which lie nowhere).
SELECT account_id AS subject, account_name AS name, region_code, city_code, kind, department, unit
FROM v_accounts
UNION ALL
SELECT
    r.region_code AS subject,
    r.name AS name,
    r.region_code AS region_code,
    multiIf(r.level = 'city', r.region_code, parent.level = 'city', parent.region_code, '') AS city_code,
    '' AS kind,
    '' AS department,
    '' AS unit
FROM (SELECT * FROM regions FINAL) AS r
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS parent ON parent.region_code = r.parent_code
UNION ALL
SELECT platform AS subject, platform_name AS name, '' AS region_code, '' AS city_code, '' AS kind, '' AS department, '' AS unit
FROM v_platforms
