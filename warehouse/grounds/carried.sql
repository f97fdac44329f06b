-- The posts that carry releases, how that was told, and what they reached.
SELECT
    d.release_id AS release_id,
    d.post_id AS post_id,
    d.account_id AS account_id,
    a.platform AS platform,
    a.level AS level,
    a.department AS department,
    d.adopted_at AS adopted_at,
    d.method AS method,
    d.similarity AS similarity,
    d.matcher AS matcher,
    d.matched_at AS matched_at,
    f.reach_state AS reach_state,
    f.reach_7d AS reach_7d
FROM (SELECT * FROM adoptions FINAL WHERE valid) AS d
INNER JOIN v_accounts AS a ON a.account_id = d.account_id
LEFT ANY JOIN v_post_reach AS f ON f.post_id = d.post_id
