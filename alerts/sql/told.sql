-- What each recipient was told of each episode last; what was given up was not told. Receivers
-- of events hear of no episodes this way.
SELECT
    recipient,
    notice.1 AS episode_id,
    argMax(notice.2, number) AS told
FROM
(
    SELECT recipient, number, arrayJoin(arrayZip(episode_ids, told)) AS notice
    FROM v_alert_messages
    WHERE state != 'given_up' AND NOT startsWith(recipient, 'events:')
)
GROUP BY recipient, episode_id
