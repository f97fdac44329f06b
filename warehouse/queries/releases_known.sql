-- 已记录的首发：{since} 以来、仍然成立的。
SELECT
    release_id,
    post_id,
    account_id,
    issued_at,
    carriers,
    matcher
FROM releases FINAL
WHERE carriers > 0 AND issued_at >= {since:DateTime64(3, 'UTC')}
