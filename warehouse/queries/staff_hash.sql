-- The hashes of one person's password; none for somebody whose password was never set or was forgotten.
SELECT
    password_hash,
    server_hash,
    set_at
FROM staff_logins FINAL
WHERE login = {login:String} AND password_hash != ''
