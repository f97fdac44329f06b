-- The campaigns that people entered, the withdrawn ones included, the newest first.
SELECT
    campaign_id,
    name,
    first_day,
    last_day,
    topics,
    audiences,
    regions,
    levels,
    departments,
    releases,
    within_days,
    season,
    entered_by,
    entered_at,
    withdrawn
FROM campaigns FINAL
ORDER BY first_day DESC, campaign_id
