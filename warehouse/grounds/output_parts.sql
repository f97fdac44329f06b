-- The posts of the last twelve full weeks that are not deleted, once under each name that output is told by.
SELECT
    post_id, account_id, platform, level, region_code, department, published_at, published_week,
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
    FROM v_posts
    WHERE NOT deleted
        AND published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
        AND published_week < toMonday(toDate(now64(3), 'Asia/Shanghai'))
)
