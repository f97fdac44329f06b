-- How much each level publishes, and how many accounts publish nothing. Rates are over gathered accounts only:
-- of the others nobody knows whether they are silent.

CREATE OR REPLACE VIEW v_output_by_level
(
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    accounts UInt64 COMMENT '在台账的账号数（不含已注销）',
    gathered_accounts UInt64 COMMENT '其中已采集的账号数：各比率的分母',
    posts UInt64 COMMENT '作品数（未删除，全部时间）',
    posts_30d UInt64 COMMENT '近 30 天的作品数（未删除）',
    accounts_posting_30d UInt64 COMMENT '近 30 天有作品的账号数（已采集的）',
    zero_share_30d Nullable(Float64) COMMENT '零发布率：近 30 天没有作品的账号 ÷ 已采集的账号（0–1）',
    posts_per_account_week_30d Nullable(Float64) COMMENT '近 30 天每账号每周作品数；账号从列入台账之日起计'
)
AS
SELECT
    a.level AS level,
    any(a.level_name) AS level_name,
    any(a.level_order) AS level_order,
    count() AS accounts,
    countIf(a.gathered) AS gathered_accounts,
    sum(p.posts) AS posts,
    sum(p.posts_30d) AS posts_30d,
    countIf(a.gathered AND p.posts_30d > 0) AS accounts_posting_30d,
    if(gathered_accounts = 0, NULL, 1 - accounts_posting_30d / gathered_accounts) AS zero_share_30d,
    sumIf(p.posts_30d, a.gathered) / nullIf(sumIf(a.weeks, a.gathered), 0) AS posts_per_account_week_30d
FROM
(
    SELECT
        *,
        toDate(now64(3), 'Asia/Shanghai') AS today,
        least(30, dateDiff('day', roster_from, today) + 1) / 7 AS weeks
    FROM v_accounts
    WHERE status != 'closed' AND roster_from <= today AND (roster_to IS NULL OR roster_to > today)
) AS a
LEFT ANY JOIN
(
    SELECT
        account_id,
        count() AS posts,
        countIf(published_at > now64(3) - INTERVAL 30 DAY) AS posts_30d
    FROM v_post_metrics
    WHERE NOT deleted
    GROUP BY account_id
) AS p ON p.account_id = a.account_id
GROUP BY a.level
ORDER BY level_order
COMMENT '各级发布量与零发布率';
