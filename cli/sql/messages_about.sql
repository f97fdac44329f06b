-- Who was told of an episode, what and when, in order.
SELECT
    recipient,
    arrayFirst((told_as, id) -> id = {episode_id:String}, told, episode_ids) AS told,
    state_name,
    composed_at,
    sent_at,
    attempts,
    detail
FROM v_alert_messages
WHERE has(episode_ids, {episode_id:String})
ORDER BY composed_at, recipient
