-- Fire-risk warnings that people entered, the newest first, and how far each came.
SELECT
    warning_id, title, risk, issued_at, issued_day, expires_at, expired, regions, counties, counties_carried,
    counties_late, counties_missing, counties_silent, counties_waiting, counties_unknown, counties_not_asked,
    counties_blank, county_share_2h, county_share_6h, county_share_24h, population_share_2h,
    population_share_6h, population_share_24h, last_county, last_county_hours, broken_branches, not_reached
FROM v_warnings
WHERE issued_day BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (issued_at, warning_id) < ({after_issued_at:DateTime64(3)}, {after_warning_id:String})
    )
    AND ({risk:String} = '' OR risk = {risk:String})
    AND ({state:String} = '' OR expired = ({state:String} = 'expired'))
ORDER BY issued_at DESC, warning_id DESC
LIMIT {limit:UInt32}
