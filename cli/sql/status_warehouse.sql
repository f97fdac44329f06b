-- How many rows each main table holds, every row counted once.
SELECT
    (SELECT count() FROM posts FINAL) AS posts,
    (SELECT count() FROM metrics FINAL) AS metrics,
    (SELECT count() FROM crawls FINAL) AS crawls,
    (SELECT count() FROM dead_letters FINAL) AS dead_letters,
    (SELECT count() FROM v_dead_letters WHERE state = 'open') AS open_letters
