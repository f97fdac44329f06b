-- What a post said before it was edited. `posts` keeps the last state alone; here each wording of a title and text
-- stays, once, with when it was first and last seen. The loader writes what each sighting showed; one that is seen
-- again is the same row again, and a merge keeps one. Posts from before this table are taken as they stand.

CREATE TABLE post_texts
(
    post_id String COMMENT '作品编号',
    title String COMMENT '这一版的标题',
    text_digest FixedString(16) COMMENT '这一版正文的摘要（十六进制前 16 位），同 post_versions',
    text SimpleAggregateFunction(any, String) COMMENT '这一版的正文',
    first_seen_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) COMMENT '首次看到这一版的时间（UTC）',
    last_seen_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT '最近看到这一版的时间（UTC）'
)
ENGINE = AggregatingMergeTree
ORDER BY (post_id, title, text_digest)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '作品的各个版本：改动前的标题和正文';

INSERT INTO post_texts
SELECT
    post_id,
    title,
    substring(lower(hex(SHA256(text))), 1, 16) AS text_digest,
    text,
    fetched_at AS first_seen_at,
    fetched_at AS last_seen_at
FROM posts FINAL
WHERE title != '' OR text != '';
