-- 已记录的转载：{since} 以来的首发名下、仍然成立的。
SELECT
    release_id,
    post_id,
    account_id,
    adopted_at,
    method,
    similarity,
    valid,
    matcher
FROM adoptions FINAL
WHERE
    valid
    AND release_id IN (
        SELECT release_id
        FROM releases FINAL
        WHERE issued_at >= {since:DateTime64(3, 'UTC')}
    )
