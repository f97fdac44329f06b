-- What was handed in of other channels, by channel and level.
SELECT
    channel_name AS `渠道`,
    level_name AS `级别`,
    uniqExact(region_code) AS `区划`,
    count() AS `次数`,
    min(first_day) AS `从`,
    max(last_day) AS `到`,
    sum(amount) AS `数量`,
    any(basis_name) AS `数量的单位`
FROM v_channel_activities
GROUP BY channel, channel_name, level_order, level_name
ORDER BY channel, level_order
