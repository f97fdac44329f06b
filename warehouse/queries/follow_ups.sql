-- One follow-up that was assigned and not withdrawn.
SELECT
    follow_up_id, aim, account_id, unit, region_code, with_below, audience, release_id, episode_id, what, assigned_at,
    due_at, entered_by, entered_at, withdrawn
FROM follow_ups FINAL
WHERE follow_up_id = {follow_up_id:String} AND NOT withdrawn
