-- The releases issued in some days that accounts of the scope were to carry, and how far each had come at the cutoff. `passed`: 72 hours
-- are over, and targets we did not see on every day of them are `unknown`. Before that, carriers are only counted.
SELECT
    t.release_id AS release_id,
    any(t.issued_at) AS issued_at,
    any(o.account_name) AS account_name,
    any(o.platform_name) AS platform_name,
    any(if(p.title = '', substringUTF8(p.text, 1, 30), p.title)) AS title,
    any(p.url) AS url,
    toBool(any(t.issued_at) + INTERVAL 72 HOUR <= {cutoff:DateTime64(3, 'UTC')}) AS passed,
    count() AS targets,
    countIf(NOT t.known) AS unknown,
    countIf(t.adopted_at <= {cutoff:DateTime64(3, 'UTC')} AND t.lag_hours < 72) AS carried,
    countIf(t.known AND t.lag_hours < 72) AS adopters,
    countIf(t.level = 'city') AS city_targets,
    countIf(t.level = 'city' AND t.adopted_at <= {cutoff:DateTime64(3, 'UTC')} AND t.lag_hours < 72) AS city_carried,
    countIf(t.level = 'county') AS county_targets,
    countIf(t.level = 'county' AND t.adopted_at <= {cutoff:DateTime64(3, 'UTC')} AND t.lag_hours < 72) AS county_carried
FROM v_release_targets AS t
INNER JOIN (SELECT release_id, account_id, post_id FROM releases FINAL) AS r ON r.release_id = t.release_id
INNER JOIN v_accounts AS o ON o.account_id = r.account_id
LEFT ANY JOIN (SELECT post_id, title, text, url FROM posts FINAL) AS p ON p.post_id = r.post_id
WHERE t.account_id IN (SELECT account_id FROM scope)
    AND (t.origin_level = 'province' OR NOT empty({regions:Array(String)}))
    AND toDate(t.issued_at, 'Asia/Shanghai') >= {releases_begin:Date}
    AND toDate(t.issued_at, 'Asia/Shanghai') < {releases_until:Date}
GROUP BY t.release_id
ORDER BY issued_at, release_id
