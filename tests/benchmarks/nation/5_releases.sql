-- Five releases a week by accounts of the provinces, each carried by some seven hundred posts of the next three days.
INSERT INTO releases
SELECT post_id, post_id, account_id, published_at, 1, 'bench', now64(3)
FROM posts FINAL
WHERE account_id < 'account-00120' AND NOT deleted
ORDER BY cityHash64(post_id, {seed:UInt64})
LIMIT {releases:UInt64};

INSERT INTO adoptions
SELECT r.release_id, p.post_id, p.account_id, p.published_at, 'near', 0.9, true, 'bench', now64(3)
FROM
(
    SELECT
        r.release_id AS release_id,
        arrayJoin(arrayMap(i -> o.offset + 1 + intDiv(cityHash64(o.offset, i) % toUInt64({posts:UInt64} * 3 / 730), 1), range(700))) AS number
    FROM (SELECT release_id FROM releases FINAL) AS r
    INNER JOIN (SELECT post_id, offset FROM posts FINAL WHERE post_id IN (SELECT post_id FROM releases)) AS o ON o.post_id = r.release_id
) AS r
INNER JOIN (SELECT post_id, account_id, published_at, offset FROM posts FINAL) AS p ON p.offset = r.number;
