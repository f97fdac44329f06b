-- The posts of each campaign, why they belong to it, and their reach.
SELECT
    campaign_id, post_id, account_id, platform, level, topics, audiences, published_at, published_week, why, reach_7d,
    reach_state
FROM v_campaign_posts
