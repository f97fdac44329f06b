-- What is kept of the tokens, the newest first; of one where an id is given.
SELECT token_id, login, secret_hash, created_at, created_by, expires_at, revoked
FROM api_tokens FINAL
WHERE {token_id:String} = '' OR token_id = {token_id:String}
ORDER BY created_at DESC, token_id
