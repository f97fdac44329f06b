-- Posts by level on the Beijing days from {since} up to, not including, {until}: gathered accounts on the roster now, how many of them
-- published, and the share that published nothing. Asked as v_output_between(since = '2026-01-01', until = '2026-02-01').

CREATE OR REPLACE VIEW v_output_between
AS
SELECT
    a.level AS level,
    any(a.level_name) AS level_name,
    any(a.level_order) AS level_order,
    count() AS accounts,
    countIf(p.posts > 0) AS accounts_posting,
    sum(p.posts) AS posts,
    posts / accounts AS posts_per_account,
    1 - accounts_posting / accounts AS zero_share
FROM (SELECT * FROM v_accounts WHERE on_roster AND gathered) AS a
LEFT ANY JOIN
(
    SELECT
        account_id,
        count() AS posts
    FROM v_post_metrics
    WHERE NOT deleted
        AND published_day >= {since:Date}
        AND published_day < {until:Date}
    GROUP BY account_id
) AS p ON p.account_id = a.account_id
GROUP BY a.level
ORDER BY level_order
COMMENT '一段时间内的发布量与零发布率，按级别；参数 since、until（不含）为北京日';
