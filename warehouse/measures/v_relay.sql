-- Where does the chain break: do counties carry a release more often when their own city carried it before them?
-- Units are counties with a known target, over the province's releases of which 72 hours have passed. Counties run by the
-- province itself have no city to wait for and stand in a line of their own. A county that reacts at once cannot come
-- after its city, so the quotient flatters slow counties: read it with the lags.

CREATE OR REPLACE VIEW v_relay
(
    relay LowCardinality(String) COMMENT '本市在它之前是否转载：city_first 是、city_not_first 否或更晚、no_city 省直管',
    relay_name LowCardinality(String) COMMENT '本市在它之前是否转载（中文）',
    counties UInt64 COMMENT '县次：每次发布中有应转载账号且采集完整的县数之和',
    adopted UInt64 COMMENT '其中 72 小时内转载的县次',
    adoption_rate Float64 COMMENT '县的采用率',
    wilson_low Float64 COMMENT '采用率的 95% 下限（Wilson）',
    wilson_high Float64 COMMENT '采用率的 95% 上限（Wilson）',
    relay_ratio Nullable(Float64) COMMENT '中继效应：市先转载时的采用率 ÷ 市未先转载时的采用率；只在 city_first 一行'
)
AS
WITH
    1.96 * 1.96 AS z2,
    1.96 * sqrt(adoption_rate * (1 - adoption_rate) / counties + z2 / (4 * counties * counties)) AS spread
SELECT
    relay,
    transform(relay, ['city_first', 'city_not_first', 'no_city'], ['市先转载', '市未转载或更晚', '省直管'], '') AS relay_name,
    counties,
    adopted,
    adopted / counties AS adoption_rate,
    greatest(0, (adoption_rate + z2 / (2 * counties) - spread) / (1 + z2 / counties)) AS wilson_low,
    least(1, (adoption_rate + z2 / (2 * counties) + spread) / (1 + z2 / counties)) AS wilson_high,
    if(
        relay = 'city_first',
        adoption_rate / nullIf(maxIf(toNullable(adopted / counties), relay = 'city_not_first') OVER (), 0),
        NULL
    ) AS relay_ratio
FROM
(
    SELECT
        multiIf(
            k.city_code = '', 'no_city',
            c.city_lag IS NOT NULL AND (k.county_lag IS NULL OR c.city_lag < k.county_lag), 'city_first',
            'city_not_first'
        ) AS relay,
        count() AS counties,
        countIf(k.county_lag IS NOT NULL) AS adopted
    FROM
    (
        SELECT
            release_id,
            county_code,
            any(city_code) AS city_code,
            minIf(lag_hours, lag_hours < 72) AS county_lag
        FROM v_release_targets
        WHERE origin_level = 'province' AND passed_72h AND known AND county_code != ''
        GROUP BY release_id, county_code
    ) AS k
    LEFT ANY JOIN
    (
        SELECT
            release_id,
            city_code,
            minIf(lag_hours, lag_hours < 72) AS city_lag
        FROM v_release_targets
        WHERE origin_level = 'province' AND level = 'city'
        GROUP BY release_id, city_code
    ) AS c ON c.release_id = k.release_id AND c.city_code = k.city_code
    GROUP BY relay
)
ORDER BY relay
COMMENT '逐级转化：市先转载与否，县的采用率差多少';
