-- The posts by which entered releases were issued (method origin) and carried.
SELECT
    assigned_id, post_id, account_id, adopted_at, method, similarity, matcher, matched_at
FROM assigned_adoptions FINAL
WHERE valid
