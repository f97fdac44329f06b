-- Dead letters that meet every condition given (an empty one asks for nothing), the oldest first.
SELECT
    letter_id,
    received_at,
    state,
    state_name,
    reason,
    origin,
    origin_name,
    account_id,
    account_name,
    source_topic,
    source_partition,
    source_offset,
    attempt,
    schema_version,
    payload_bytes,
    decided_at,
    decided_by,
    why
FROM v_dead_letters
WHERE (empty({letter_ids:Array(String)}) OR letter_id IN {letter_ids:Array(String)})
    AND ({reason:String} = '' OR positionCaseInsensitiveUTF8(reason, {reason:String}) > 0)
    AND ({account_id:String} = '' OR account_id = {account_id:String})
    AND ({origin:String} = '' OR origin = {origin:String})
    AND ({source_topic:String} = '' OR source_topic = {source_topic:String})
    AND received_at >= {since:DateTime64(3, 'UTC')}
    AND (state = 'open' OR NOT {open_only:Bool})
ORDER BY received_at, letter_id
LIMIT {limit:UInt64}
