-- Campaigns that people entered, the newest first, with who has taken part.
SELECT
    campaign_id, name, first_day, last_day, state, topics, audiences, regions, levels, departments, accounts,
    accounts_published, accounts_in_time, posts
FROM v_campaigns
WHERE first_day <= {to_day:Date} AND last_day >= {from_day:Date}
    AND (
        {resumed:Bool} = false
        OR (first_day, campaign_id) < ({after_first_day:Date}, {after_campaign_id:String})
    )
    AND ({topic:String} = '' OR has(topics, {topic:String}))
    AND ({audience:String} = '' OR has(audiences, {audience:String}))
    AND ({state:String} = '' OR state = {state:String})
ORDER BY first_day DESC, campaign_id DESC
LIMIT {limit:UInt32}
