-- The posts that issued or carried each warning.
SELECT * REPLACE (CAST(origin, 'Bool') AS origin, CAST(to_the_minute, 'Bool') AS to_the_minute, CAST(in_time, 'Bool') AS in_time)
FROM v_warning_posts
