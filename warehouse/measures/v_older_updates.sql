-- The last update of each account among its posts of more than sixty days ago, which v_account_state need not look for anew.
CREATE OR REPLACE VIEW v_older_updates
(
    account_id String COMMENT '账号编号',
    published_at DateTime64(3, 'UTC') COMMENT '60 天以前最后一次更新的时间（UTC）；发布 24 小时内删除的不算',
    post_id String COMMENT '那件作品的编号',
    title String COMMENT '那件作品的标题',
    url String COMMENT '那件作品的地址'
)
AS
SELECT
    account_id,
    max(p.published_at) AS published_at,
    argMax(p.post_id, (p.published_at, p.post_id)) AS post_id,
    argMax(p.title, (p.published_at, p.post_id)) AS title,
    argMax(p.url, (p.published_at, p.post_id)) AS url
FROM v_post_metrics AS p
WHERE p.published_at <= now64(3) - INTERVAL 60 DAY
    AND (p.deleted_at IS NULL OR p.deleted_at > p.published_at + INTERVAL 24 HOUR)
GROUP BY account_id
COMMENT '每个账号 60 天以前最后一次更新，随问随算；请通过 v_account_state 读取';
