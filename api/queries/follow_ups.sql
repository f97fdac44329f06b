-- What was assigned about gaps and alerts, the newest first, and the post that shows it was done. `closed` is
-- what a post has closed, in time or late. A county's are those of the region itself, which has a city (or 省直管)
-- and is none.
SELECT
    follow_up_id, aim, subject_name, account_id, unit, department, region_code, region_name, city_code,
    city_name, audience, release_id, release_title, episode_id, what, wanted, assigned_at, due_at, entered_by,
    accounts, seen_until, state, fulfilled_at, lag_hours, evidence_account_name, post_id, title, url
FROM v_follow_ups
WHERE assigned_day BETWEEN {from_day:Date} AND {to_day:Date}
    AND (
        {resumed:Bool} = false
        OR (assigned_at, follow_up_id) < ({after_assigned_at:DateTime64(3)}, {after_follow_up_id:String})
    )
    AND ({account:String} = '' OR account_id = {account:String})
    AND ({city:String} = '' OR city_code = {city:String})
    AND ({county:String} = '' OR region_code = {county:String} AND city_name != '' AND region_code != city_code)
    AND ({aim:String} = '' OR aim = {aim:String})
    AND (
        {state:String} = ''
        OR state = {state:String}
        OR {state:String} = 'closed' AND state IN ('fulfilled', 'fulfilled_late')
    )
ORDER BY assigned_at DESC, follow_up_id DESC
LIMIT {limit:UInt32}
