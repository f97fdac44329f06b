-- The units of each release's tree and from whom they have it.
SELECT release_id, number, unit, level, city_code, kind, post_id, account_id, carried_at, parent_number, rule
FROM v_cascade_nodes
