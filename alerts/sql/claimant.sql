-- Which process makes an attempt.
SELECT claimed_by AS process
FROM alert_attempts
WHERE recipient = {recipient:String} AND number = {number:UInt64} AND attempt = {attempt:UInt16}
