-- The posts of some days that did best by their own account's measure at one age (v_overperformance): at least twice the
-- benchmark, against the account's own earlier posts only. No table of accounts: each is measured by itself.
SELECT
    o.score AS score,
    o.reach AS reach,
    o.expected AS expected,
    o.benchmark_posts AS benchmark_posts,
    if(p.title = '', substringUTF8(w.text, 1, 30), p.title) AS title,
    p.url AS url,
    p.account_name AS account_name,
    p.platform_name AS platform_name,
    p.basis_name AS basis_name,
    p.main_topic_name AS topic_name,
    p.published_at AS published_at
FROM v_overperformance AS o
INNER JOIN v_post_reach AS p ON p.post_id = o.post_id
INNER JOIN (SELECT post_id, text FROM posts FINAL) AS w ON w.post_id = o.post_id
WHERE o.account_id IN (SELECT account_id FROM scope)
    AND o.age = {age:String}
    AND o.benchmark_of = 'account'
    AND o.score >= 2
    AND p.published_day >= {reach_begin:Date}
    AND p.published_day < {reach_until:Date}
    AND o.published_at
        + toIntervalHour(transform({age:String}, ['24h', '72h', '7d'], [24, 72, 168], 168)) <= {cutoff:DateTime64(3, 'UTC')}
ORDER BY o.score DESC, p.post_id
LIMIT {most:UInt32}
