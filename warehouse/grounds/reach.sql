-- Each post that is not deleted with its reach at the fixed ages.
SELECT
    post_id, account_id, platform, level, region_code, city_code, county_code, kind, department, unit,
    CAST(counted, 'Bool') AS counted, media, topics, audiences, published_at, published_week, published_precision, basis, reach_state, reach_1h,
    reach_24h, reach_72h, reach_7d, reach_7d_is_floor, reach_last, reach_last_at, reach_peak,
    CAST(
        published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
            AND published_week < toMonday(toDate(now64(3), 'Asia/Shanghai')),
        'Bool'
    ) AS in_twelve_weeks
FROM v_post_reach
