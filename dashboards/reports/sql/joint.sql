-- Joint releases issued in some days: those that at least two different departments (the brigade counts as one) published within 24
-- hours of the issue, by department; '' is the row of all. Only accounts of the scope are counted.
SELECT
    issuer AS key,
    count() AS releases
FROM
(
    SELECT
        release_id,
        groupUniqArray(if(s.kind = 'brigade', 'brigade', s.department)) AS issuers,
        arrayJoin(arrayPushBack(issuers, '')) AS issuer
    FROM
    (
        SELECT release_id, account_id, issued_at
        FROM releases FINAL
        WHERE carriers > 0
        UNION ALL
        SELECT release_id, account_id, issued_at
        FROM v_adoptions
        WHERE lag_hours < 24 AND adopted_at <= {cutoff:DateTime64(3, 'UTC')}
    ) AS m
    INNER JOIN scope AS s ON s.account_id = m.account_id
    WHERE (s.kind = 'brigade' OR s.department != '')
        AND toDate(m.issued_at, 'Asia/Shanghai') >= {releases_begin:Date}
        AND toDate(m.issued_at, 'Asia/Shanghai') < {releases_until:Date}
    GROUP BY release_id
    HAVING length(issuers) > 1
)
GROUP BY key
ORDER BY key
