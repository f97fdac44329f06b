-- How many followers an account had on the Beijing days of which that is known: the day a platform's statement is for, or that of
-- the visit. Of several numbers for a day, the highest.

CREATE OR REPLACE VIEW v_follower_days
(
    account_id String COMMENT '账号编号',
    day Date COMMENT '北京日',
    followers Nullable(Int64) COMMENT '粉丝总数'
)
AS
SELECT
    account_id,
    if(as_of = toDate(0), toDate(observed_at, 'Asia/Shanghai'), as_of) AS day,
    max(followers_total) AS followers
FROM account_metrics FINAL
WHERE followers_total IS NOT NULL
GROUP BY account_id, day
COMMENT '账号每天的粉丝数：只有知道的日子';
