-- The same, once under each name that figures are told by: a post with two topics has two rows of dimension topic.
SELECT
    post_id, account_id, platform, level, department, CAST(counted, 'Bool') AS counted, published_at, published_week, basis, reach_state,
    reach_1h, reach_24h, reach_72h, reach_7d, reach_last,
    CAST(
        published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
            AND published_week < toMonday(toDate(now64(3), 'Asia/Shanghai')),
        'Bool'
    ) AS in_twelve_weeks,
    part.1 AS dimension,
    part.2 AS key
FROM
(
    SELECT
        *,
        arrayJoin(arrayConcat(
            [('all', ''), ('platform', platform), ('department', department)],
            arrayMap(topic -> ('topic', topic), topics),
            arrayMap(audience -> ('audience', audience), if(empty(audiences), [''], audiences))
        )) AS part
    FROM v_post_reach
)
