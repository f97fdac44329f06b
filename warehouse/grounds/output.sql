-- Each post that is not deleted, as output counts it.
SELECT
    post_id, account_id, platform, level, region_code, county_code, kind, department, published_at, published_week,
    media, topics, audiences, CAST(published_at > now64(3) - INTERVAL 30 DAY, 'Bool') AS in_30_days
FROM v_posts
WHERE NOT deleted
