-- Messages about alerts by what became of them.
SELECT state, count() AS messages
FROM v_alert_messages
WHERE state != 'nothing'
GROUP BY state
ORDER BY state
