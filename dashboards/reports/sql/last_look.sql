-- When we last looked at anything: nothing in the warehouse is newer. Empty where we never looked.
SELECT max(toNullable(finished_at)) AS last_look_at
FROM crawls
