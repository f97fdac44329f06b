-- What a level keeps of the level above it, voice by voice, the province first.
SELECT
    voice, voice_order, value_name, dimension, key, key_name, platform, level, level_order, numerator,
    denominator, unknown, value, retention, retention_low, retention_high, counties_blank, counties_silent,
    counties_unknown
FROM v_drop_off
WHERE (
        {resumed:Bool} = false
        OR (voice_order, dimension, key, platform, level_order) > (
            {after_voice_order:UInt8}, {after_dimension:String}, {after_key:String}, {after_platform:String},
            {after_level_order:UInt8}
        )
    )
    AND ({voice:String} = '' OR voice = {voice:String})
    AND ({dimension:String} = '' OR dimension = {dimension:String})
    AND ({platform:String} = '' OR platform = {platform:String})
    AND ({level:String} = '' OR level = {level:String})
ORDER BY voice_order, dimension, key, platform, level_order
LIMIT {limit:UInt32}
