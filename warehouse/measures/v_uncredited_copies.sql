-- Posts that carry the text of a release and do not say whose it is: no native repost, no source named, and the origin's account and
-- unit are not in the text. Posts matched by their title alone are left out. An absence is what we could see of the post, no verdict:
-- platforms differ in what they let one name.

CREATE OR REPLACE VIEW v_uncredited_copies
(
    release_id String COMMENT '发布编号：首发作品的编号',
    release_title String COMMENT '首发作品的标题；没有标题的取正文开头',
    origin_account_name String COMMENT '首发账号',
    post_id String COMMENT '转载作品编号',
    url String COMMENT '转载作品地址',
    account_id String COMMENT '转载账号编号',
    account_name String COMMENT '转载账号名称',
    platform_name LowCardinality(String) COMMENT '平台名称',
    level_name LowCardinality(String) COMMENT '级别',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    adopted_at DateTime64(3, 'UTC') COMMENT '转载时间（UTC）',
    method_name LowCardinality(String) COMMENT '判定方法',
    similarity Float32 COMMENT '相似度（0–1）'
)
AS
SELECT
    d.release_id AS release_id,
    d.release_title AS release_title,
    o.account_name AS origin_account_name,
    d.post_id AS post_id,
    d.url AS url,
    d.account_id AS account_id,
    d.account_name AS account_name,
    d.platform_name AS platform_name,
    d.level_name AS level_name,
    d.city_name AS city_name,
    d.county_name AS county_name,
    d.adopted_at AS adopted_at,
    d.method_name AS method_name,
    d.similarity AS similarity
FROM v_adoptions AS d
INNER JOIN (SELECT release_id, account_id FROM releases FINAL) AS r ON r.release_id = d.release_id
INNER JOIN v_accounts AS o ON o.account_id = r.account_id
INNER JOIN
(
    SELECT
        post_id,
        text
    FROM posts FINAL
    WHERE NOT deleted AND repost_of IS NULL AND source_label IS NULL
) AS p ON p.post_id = d.post_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = d.account_id
WHERE d.method IN ('exact', 'near', 'near_short')
    AND a.unit != o.unit
    AND position(p.text, o.account_name) = 0
    AND position(p.text, o.unit) = 0
ORDER BY adopted_at DESC
COMMENT '没有注明出处的转载：正文相同或近似，看不到来源';
