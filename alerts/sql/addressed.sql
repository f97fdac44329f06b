-- Which accounts addressed which audiences since an instant, and when last.
SELECT
    account_id,
    arrayJoin(audiences) AS audience,
    max(published_at) AS last_at
FROM posts FINAL
WHERE NOT deleted AND published_at > {since:DateTime64(3, 'UTC')} AND published_at <= {now:DateTime64(3, 'UTC')}
GROUP BY account_id, audience
