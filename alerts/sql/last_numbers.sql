-- The number of each recipient's last message.
SELECT recipient, max(number) AS number
FROM alert_messages
GROUP BY recipient
