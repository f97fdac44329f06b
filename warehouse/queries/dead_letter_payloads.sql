-- The original bytes of some dead letters, in base64.
SELECT
    letter_id,
    payload
FROM dead_letters FINAL
WHERE letter_id IN {letter_ids:Array(String)}
