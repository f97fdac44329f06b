INSERT INTO regions SELECT region_code, region_code, level, parent_code, parent_code, level, if(level = 'county', 200000 + 7 * place, NULL), now64(3) FROM nation_places;

INSERT INTO departments SELECT concat('department-', toString(number)), concat('部门', toString(number)), concat('部门', toString(number)), now64(3) FROM numbers(36);

INSERT INTO accounts
SELECT
    a.account_id, concat('账号', toString(a.account)), a.platform, a.level, p.region_code, a.kind,
    if(a.kind = 'department', concat('department-', toString(a.account % 36)), ''),
    concat(p.region_code, a.kind), 'active', true, toDate('2020-01-01'), NULL, now64(3)
FROM nation_accounts(seed = {seed:UInt64}) AS a
INNER JOIN nation_places AS p ON p.place = a.place;

INSERT INTO account_metrics
SELECT a.account_id, a.platform, {until:DateTime64(3)} - toIntervalWeek(w.number), toDate(0), toInt64(1000 + cityHash64(a.account) % 100000 + (105 - w.number) * 10), NULL, NULL, 'accounts', 0, a.account * 105 + w.number
FROM nation_accounts(seed = {seed:UInt64}) AS a
CROSS JOIN numbers(105) AS w
SETTINGS max_partitions_per_insert_block = 0;

-- Two visits a day and account; one in fifty failed.
INSERT INTO crawls
SELECT
    a.account_id, a.platform,
    {until:DateTime64(3)} - toIntervalHour(12 * w.number) - toIntervalSecond(a.account) AS at,
    at + INTERVAL 20 SECOND,
    if(cityHash64(a.account, w.number) % 50 = 0, 'failed', 'ok') AS result, 3, 40, 12,
    if(result = 'failed', 'network', ''), if(result = 'failed', 'no answer', ''), 'crawls', 0, a.account * 1462 + w.number
FROM nation_accounts(seed = {seed:UInt64}) AS a
CROSS JOIN numbers(1462) AS w;
