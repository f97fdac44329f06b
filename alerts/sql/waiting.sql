-- Messages that are neither sent nor given up: least often tried first, each recipient's in order.
SELECT
    recipient, number, attempts, last_attempt_at, last_outcome, message_key, subject, text, document
FROM v_alert_messages
WHERE state = 'waiting'
ORDER BY max(attempts) OVER (PARTITION BY recipient), recipient, number
