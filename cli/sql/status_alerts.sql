-- Open episodes, and the instant up to which silences have been judged.
SELECT
    (SELECT count() FROM alert_episodes FINAL WHERE closed_at IS NULL) AS open_episodes,
    (SELECT max(evaluated_at) FROM alert_evaluations FINAL) AS evaluated_at
