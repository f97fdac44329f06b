-- Posts whose title or text was changed after it was first seen: each version, the old ones as they were. A wording
-- without text (a publish day's statement, before the article itself was read) is no version where another has text.

CREATE OR REPLACE VIEW v_post_edits
(
    post_id String COMMENT '作品编号',
    version UInt32 COMMENT '第几版，从 1 起，按首次看到的先后',
    versions UInt32 COMMENT '共有几版',
    title String COMMENT '这一版的标题',
    text String COMMENT '这一版的正文',
    first_seen_at DateTime64(3, 'UTC') COMMENT '首次看到这一版的时间（UTC）：改动发生在它与上一版的末见之间',
    last_seen_at DateTime64(3, 'UTC') COMMENT '最近看到这一版的时间（UTC）',
    url String COMMENT '作品地址',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称；不在台账的为账号编号',
    platform LowCardinality(String) COMMENT '平台代码'
)
AS
SELECT
    e.post_id AS post_id,
    row_number() OVER (PARTITION BY e.post_id ORDER BY e.first_seen_at, e.title, e.text_digest) AS version,
    e.versions AS versions,
    e.title AS title,
    e.text AS text,
    e.first_seen_at AS first_seen_at,
    e.last_seen_at AS last_seen_at,
    p.url AS url,
    p.published_at AS published_at,
    p.account_id AS account_id,
    if(a.account_id = '', p.account_id, a.account_name) AS account_name,
    p.platform AS platform
FROM
(
    SELECT
        *,
        count() OVER (PARTITION BY post_id) AS versions
    FROM
    (
        SELECT
            post_id,
            title,
            text_digest,
            any(text) AS text,
            min(first_seen_at) AS first_seen_at,
            max(last_seen_at) AS last_seen_at,
            max(notEmpty(text)) OVER (PARTITION BY post_id) AS has_text
        FROM post_texts
        GROUP BY post_id, title, text_digest
    )
    WHERE notEmpty(text) = has_text
) AS e
INNER JOIN (SELECT * FROM posts FINAL) AS p ON p.post_id = e.post_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = p.account_id
WHERE e.versions > 1
COMMENT '改动过的作品：每一版一行，旧的标题和正文照原样保留';
