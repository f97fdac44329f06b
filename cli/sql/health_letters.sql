-- Dead letters by who found them and what became of them.
SELECT
    origin,
    state,
    count() AS letters
FROM v_dead_letters
GROUP BY origin, state
ORDER BY origin, state
