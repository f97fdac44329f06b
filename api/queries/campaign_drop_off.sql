-- What a level keeps of the level above it within each campaign.
SELECT
    campaign_id, campaign_name, voice, platform, level, level_order, numerator, denominator, unknown, value,
    retention
FROM v_campaign_drop_off
WHERE (
        {resumed:Bool} = false
        OR (campaign_id, voice, platform, level_order) > (
            {after_campaign_id:String}, {after_voice:String}, {after_platform:String},
            {after_level_order:UInt8}
        )
    )
    AND ({campaign:String} = '' OR campaign_id = {campaign:String})
    AND ({voice:String} = '' OR voice = {voice:String})
ORDER BY campaign_id, voice, platform, level_order
LIMIT {limit:UInt32}
