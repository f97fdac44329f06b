-- Of each account the median reach at the age of 7 days: of the posts that are 7 to 35 days old, and of those of
-- the eight weeks before them. Posts without that figure are left out.
WITH {now:DateTime64(3, 'UTC')} AS now_at
SELECT
    account_id,
    countIf(published_at > now_at - INTERVAL 35 DAY) AS recent_posts,
    ifNotFinite(quantileExactIf(0.5)(toFloat64(assumeNotNull(reach_7d)), published_at > now_at - INTERVAL 35 DAY), 0)
        AS recent_reach,
    countIf(published_at <= now_at - INTERVAL 35 DAY) AS usual_posts,
    ifNotFinite(quantileExactIf(0.5)(toFloat64(assumeNotNull(reach_7d)), published_at <= now_at - INTERVAL 35 DAY), 0)
        AS usual_reach
FROM v_post_reach
WHERE reach_7d IS NOT NULL
    AND published_at <= now_at - INTERVAL 7 DAY
    AND published_at > now_at - INTERVAL 91 DAY
GROUP BY account_id
