-- The follow-ups as they stand now.
SELECT follow_up_id, account_id, region_code, department, wanted, what, assigned_at, due_at, state
FROM v_follow_ups
