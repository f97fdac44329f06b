-- What the rules did to episodes since an instant and a receiver was not told of, by its time. An episode that opens
-- again has opened; what eased, and what people did, is no event.
SELECT
    concat('episode.', transform(h.kind, ['reopened'], ['opened'], toString(h.kind)), '/', h.episode_id, '/', h.entry_id) AS event_id,
    concat('episode.', transform(h.kind, ['reopened'], ['opened'], toString(h.kind))) AS type,
    h.at AS happened_at,
    h.episode_id AS episode_id,
    e.rule_group AS rule_group,
    h.rule AS rule,
    h.severity AS severity,
    e.subject_kind AS subject_kind,
    e.subject AS subject,
    h.words AS sentence,
    e.opened_at AS opened_at,
    if(h.kind = 'closed', e.closed_as, '') AS closed_as
FROM (
    SELECT episode_id, entry_id, at, kind, rule, severity, words FROM alert_history FINAL
    WHERE kind IN ('opened', 'reopened', 'escalated', 'closed') AND at >= {since:DateTime64(3)}
) AS h
INNER JOIN (
    SELECT episode_id, rule_group, subject_kind, subject, opened_at, closed_as FROM alert_episodes FINAL
) AS e ON e.episode_id = h.episode_id
WHERE event_id NOT IN (
    SELECT arrayJoin(episode_ids) FROM v_alert_messages
    WHERE recipient = {receiver:String} AND state != 'given_up'
)
ORDER BY happened_at, episode_id, h.entry_id
