-- The posts of one account published in a span of time, deleted ones included: what names them, no more.
SELECT
    post_id,
    published_at,
    published_precision,
    title,
    substringUTF8(text, 1, 300) AS text,
    url
FROM posts FINAL
WHERE account_id = {account_id:String}
    AND published_at >= {since:DateTime64(3)}
    AND published_at <= {until:DateTime64(3)}
ORDER BY published_at, post_id
