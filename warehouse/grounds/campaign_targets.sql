-- Who was expected to carry which release of a campaign.
SELECT
    campaign_id, release_id, origin_post_id, CAST(of_province, 'Bool') AS of_province, issued_at, account_id, platform,
    level, CAST(known, 'Bool') AS known, lag_hours
FROM v_campaign_targets
