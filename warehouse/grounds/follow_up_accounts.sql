-- Whose posts can fulfil each follow-up.
SELECT * REPLACE (CAST(on_roster, 'Bool') AS on_roster) FROM v_follow_up_accounts
