-- What is recorded as carrying entered releases and holds.
SELECT
    assigned_id,
    post_id,
    account_id,
    adopted_at,
    method,
    similarity,
    valid,
    matcher
FROM assigned_adoptions FINAL
WHERE valid AND assigned_id IN {assigned_ids:Array(String)}
