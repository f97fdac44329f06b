-- The addresses of the posts since {since}.
SELECT
    post_id,
    url
FROM posts FINAL
WHERE published_at >= {since:DateTime64(3, 'UTC')} AND url != ''
