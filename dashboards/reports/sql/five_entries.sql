-- Posts for the five audiences of 五进 in the 30 days up to the period's end, by city, or by county where the scope is a city's or county's
-- ({grain}). Only regions with an account of the scope have a row; the own posts of province accounts are under 省级.
SELECT
    if({grain:String} = 'county', s.county_name, s.city_name) AS region_name,
    a.audience AS audience,
    countIf(a.audience != '') AS posts
FROM scope AS s
LEFT JOIN
(
    SELECT account_id, arrayJoin(audiences) AS audience
    FROM posts FINAL
    WHERE NOT deleted
        AND published_at >= {ends_at:DateTime64(3, 'UTC')} - INTERVAL 30 DAY
        AND published_at < {ends_at:DateTime64(3, 'UTC')}
        AND published_at <= {cutoff:DateTime64(3, 'UTC')}
) AS a ON a.account_id = s.account_id
WHERE a.audience IN ('', 'enterprise', 'rural', 'community', 'school', 'family') AND s.gathered
    AND if({grain:String} = 'county', s.county_name, s.city_name) != ''
GROUP BY region_name, if({grain:String} = 'county', s.county_code, s.city_code) AS region_code, audience
ORDER BY region_code, audience
