-- Releases that hold, with how many of their targets carried them. Unknown targets are in no rate.

CREATE OR REPLACE VIEW v_releases
(
    release_id String COMMENT '发布编号：首发作品的编号',
    title String COMMENT '首发作品的标题；没有标题的取正文开头',
    url String COMMENT '首发作品地址',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    account_id String COMMENT '首发账号编号',
    account_name String COMMENT '首发账号名称',
    level LowCardinality(String) COMMENT '首发账号的级别代码：province、city',
    level_name LowCardinality(String) COMMENT '首发账号的级别',
    platform LowCardinality(String) COMMENT '首发平台代码',
    platform_name LowCardinality(String) COMMENT '首发平台',
    carriers UInt32 COMMENT '转载的账号数（14 天内，含应转载范围以外的）',
    targets UInt64 COMMENT '应转载的账号数',
    unknown UInt64 COMMENT '其中采集不完整、不知是否转载的账号数',
    eligible UInt64 COMMENT '其中采集完整的账号数：采用率的分母',
    adopters_72h UInt64 COMMENT '采集完整的账号中 72 小时内转载的',
    adopters_14d UInt64 COMMENT '采集完整的账号中 14 天内转载的',
    median_lag_hours Nullable(Float64) COMMENT '半数应转载账号转载所用的小时数；14 天内未达半数为空'
)
AS
SELECT
    r.release_id AS release_id,
    if(p.title = '', p.opening, p.title) AS title,
    p.url AS url,
    r.issued_at AS issued_at,
    r.account_id AS account_id,
    a.account_name AS account_name,
    a.level AS level,
    a.level_name AS level_name,
    a.platform AS platform,
    a.platform_name AS platform_name,
    r.carriers AS carriers,
    t.targets AS targets,
    t.targets - t.eligible AS unknown,
    t.eligible AS eligible,
    t.adopters_72h AS adopters_72h,
    t.adopters_14d AS adopters_14d,
    if(t.adopters_14d * 2 >= t.eligible AND t.eligible > 0, t.lags[toUInt64(ceil(t.eligible / 2))], NULL) AS median_lag_hours
FROM (SELECT * FROM releases FINAL WHERE carriers > 0) AS r
INNER JOIN v_accounts AS a ON a.account_id = r.account_id
LEFT ANY JOIN (SELECT post_id, title, opening, url FROM v_post_metrics WHERE post_id IN (SELECT post_id FROM releases)) AS p ON p.post_id = r.post_id
LEFT ANY JOIN
(
    SELECT
        release_id,
        count() AS targets,
        countIf(known) AS eligible,
        countIf(known AND lag_hours < 72) AS adopters_72h,
        countIf(known AND lag_hours < 336) AS adopters_14d,
        arraySort(groupArrayIf(assumeNotNull(lag_hours), known AND lag_hours < 336)) AS lags
    FROM v_release_targets
    GROUP BY release_id
) AS t ON t.release_id = r.release_id
ORDER BY issued_at DESC
COMMENT '发布：省级、市级首发且被其他单位转载的内容'
