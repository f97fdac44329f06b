-- Which process wrote a message.
SELECT composed_by AS process
FROM alert_messages
WHERE recipient = {recipient:String} AND number = {number:UInt64}
