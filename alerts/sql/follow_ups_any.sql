-- Whether anything was ever assigned.
SELECT follow_up_id FROM follow_ups LIMIT 1
