-- What was assigned to whom until when, and the post that fulfilled it.
SELECT * FROM v_follow_ups
