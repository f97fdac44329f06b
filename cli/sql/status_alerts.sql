-- Open episodes, the instant up to which silences have been judged, and messages that wait to be sent.
SELECT
    (SELECT count() FROM alert_episodes FINAL WHERE closed_at IS NULL) AS open_episodes,
    (SELECT max(evaluated_at) FROM alert_evaluations FINAL) AS evaluated_at,
    (SELECT count() FROM v_alert_messages WHERE state = 'waiting') AS waiting_messages
