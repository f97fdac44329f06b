-- Every time a cumulative figure of a post's reach became smaller than the one before it, by source: platforms take
-- back what they find to be false, and sites count anew. Nothing is mended; the figure counts as it is told.

CREATE OR REPLACE VIEW v_figure_drops
(
    post_id String COMMENT '作品编号',
    title String COMMENT '标题',
    url String COMMENT '作品地址',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次',
    source LowCardinality(String) COMMENT '来源：official 官方接口、export 后台导出、site_reported 网站自报',
    figure_before Int64 COMMENT '下调前的数字',
    figure_before_at DateTime64(3, 'UTC') COMMENT '下调前的数字所指的时刻（UTC）',
    figure_after Int64 COMMENT '下调后的数字',
    figure_after_at DateTime64(3, 'UTC') COMMENT '下调后的数字所指的时刻（UTC）',
    lost Int64 COMMENT '少了多少'
)
AS
SELECT
    d.post_id AS post_id,
    p.title AS title,
    p.url AS url,
    p.account_id AS account_id,
    if(a.account_id = '', p.account_id, a.account_name) AS account_name,
    d.platform AS platform,
    d.platform_name AS platform_name,
    a.city_name AS city_name,
    a.county_name AS county_name,
    d.basis_name AS basis_name,
    d.source AS source,
    d.figure_before AS figure_before,
    d.figure_before_at AS figure_before_at,
    d.figure AS figure_after,
    d.figure_at AS figure_after_at,
    figure_before - figure_after AS lost
FROM
(
    SELECT
        *,
        lagInFrame(figure, 1, figure) OVER earlier AS figure_before,
        lagInFrame(figure_at, 1, figure_at) OVER earlier AS figure_before_at
    FROM
    (
        SELECT
            m.post_id AS post_id,
            m.platform AS platform,
            m.source AS source,
            b.platform_name AS platform_name,
            b.basis_name AS basis_name,
            m.figure_at AS figure_at,
            m.observed_at AS observed_at,
            assumeNotNull(if(b.basis = 'readers', m.readers, m.views)) AS figure
        FROM v_metrics AS m
        INNER JOIN v_platforms AS b ON b.platform = m.platform
        WHERE m.kind = 'cumulative' AND b.basis != '' AND if(b.basis = 'readers', m.readers, m.views) IS NOT NULL
    )
    WINDOW earlier AS
    (
        PARTITION BY post_id, source
        ORDER BY figure_at, observed_at
        ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )
) AS d
INNER JOIN (SELECT post_id, title, url, account_id FROM posts FINAL) AS p ON p.post_id = d.post_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = p.account_id
WHERE d.figure < d.figure_before
ORDER BY figure_after_at DESC, post_id, source
COMMENT '被平台下调的触达数字：每次下调一行，前后都留着';
