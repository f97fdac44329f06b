-- Who was expected to carry each release and what became of it, beside the release's own post.
SELECT
    t.release_id AS release_id,
    r.post_id AS origin_post_id,
    t.issued_at AS issued_at,
    t.origin_level AS origin_level,
    CAST(t.passed_72h, 'Bool') AS passed_72h,
    CAST(t.passed_14d, 'Bool') AS passed_14d,
    t.account_id AS account_id,
    t.platform AS platform,
    t.level AS level,
    t.city_code AS city_code,
    t.county_code AS county_code,
    t.department AS department,
    CAST(t.known, 'Bool') AS known,
    t.adopted_at AS adopted_at,
    t.lag_hours AS lag_hours
FROM v_release_targets AS t
INNER JOIN (SELECT release_id, post_id FROM releases FINAL) AS r ON r.release_id = t.release_id
