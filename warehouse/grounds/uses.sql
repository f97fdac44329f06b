-- Which post was used by which post of whom.
SELECT
    post_id, account_id, use_post_id, use_account_id, use_unit, use_platform, use_level,
    CAST(same_unit, 'Bool') AS same_unit,
    used_at, lag_hours, ways, reach_7d, reach_state
FROM v_post_uses
