-- The posts of one account on the Beijing days from {since} up to, not including, {until}, with their reach and their links.
-- Asked as v_posts_of(account = 'hebei-fire-wechat', since = '2026-01-01', until = '2026-02-01').

CREATE OR REPLACE VIEW v_posts_of
AS
SELECT
    published_at,
    title,
    url,
    main_topic_name,
    audiences,
    reach_24h,
    reach_7d,
    reach_last,
    basis_name,
    reach_state,
    post_id
FROM v_post_reach
WHERE account_id = {account:String} AND published_day >= {since:Date} AND published_day < {until:Date}
ORDER BY published_at, post_id
COMMENT '一个账号一段时间内的作品与触达；参数 account 为账号编号，since、until（不含）为北京日';
