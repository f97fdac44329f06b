-- In which months a post stood in post_metrics, whatever its sightings still tell: where two of them are of one instant,
-- post_versions keeps one. Versions of post_metrics count otherwise from here on, so its rows are made anew, right behind.

CREATE TABLE IF NOT EXISTS post_months
(
    post_id String COMMENT '作品编号',
    month UInt32 COMMENT '作品显示过的发布月份（北京时间，年月六位数）',
    published_at DateTime64(3, 'UTC') COMMENT '该月份中显示过的一个发布时间（UTC）'
)
ENGINE = ReplacingMergeTree
ORDER BY (post_id, month)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '作品在 post_metrics 的哪些月份有过行';

TRUNCATE TABLE post_metrics;
