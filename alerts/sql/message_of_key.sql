-- The message of a key, if the recipient has been written one.
SELECT number
FROM alert_messages
WHERE recipient = {recipient:String} AND message_key = {key:String}
LIMIT 1
