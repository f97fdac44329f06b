-- When each account last spoke to each audience among its posts of 31 to 365 days ago, which v_audience_gaps need not add up anew.
CREATE OR REPLACE VIEW v_older_audiences
(
    account_id String COMMENT '账号编号',
    audience LowCardinality(String) COMMENT '受众代码',
    last_published_at DateTime64(3, 'UTC') COMMENT '31 至 365 天前最后一次对这类受众发布的时间（UTC）；已删除的不算'
)
AS
SELECT
    p.account_id AS account_id,
    p.audience AS audience,
    max(p.published_at) AS last_published_at
FROM
(
    SELECT
        account_id,
        published_at,
        arrayJoin(audiences) AS audience
    FROM v_post_metrics
    WHERE NOT deleted AND published_at > now64(3) - INTERVAL 365 DAY AND published_at <= now64(3) - INTERVAL 31 DAY
) AS p
GROUP BY account_id, audience
COMMENT '每个账号 31 至 365 天前最后一次对每类受众发布，随问随算；请通过 v_audience_gaps 读取';
