-- Authorisations by state, with the first accounts of each by the day a person must act.
SELECT
    state,
    count() AS accounts,
    arraySlice(arrayMap(pair -> pair.2, arraySort(groupArray((ifNull(days_left, -1), account_id)))), 1, 3) AS first
FROM v_authorisations
GROUP BY state
ORDER BY state
