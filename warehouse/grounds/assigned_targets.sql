-- Who was to carry each entered release, and what became of it.
SELECT * REPLACE (CAST(known, 'Bool') AS known) FROM v_assigned_targets
