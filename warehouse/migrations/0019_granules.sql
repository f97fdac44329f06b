-- A batch of the loader touches posts all over the keys, and making their roll-up anew reads a whole granule for each. So the
-- granules of what it reads are small: 512 rows instead of 8,192 (docs/scale.md has what that saves and costs). An engine's
-- granularity cannot be changed in place: each table is made anew and takes over the parts of the old one without copying
-- them; old parts get the new granules when they are merged. A retention is set again by whoever migrates
-- (warehouse/retention.py). No loader may run meanwhile. Begun again after a crash at any point, this ends the same.

DROP TABLE IF EXISTS metrics_fine;

CREATE TABLE metrics_fine AS metrics
ENGINE = ReplacingMergeTree(offset)
ORDER BY (post_id, source, kind, as_of, observed_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    index_granularity = 512, min_compress_block_size = 4096
COMMENT '作品数字的每一次快照，从不覆盖';

ALTER TABLE metrics_fine ATTACH PARTITION ALL FROM metrics;

EXCHANGE TABLES metrics AND metrics_fine;

DROP TABLE metrics_fine;

DROP TABLE IF EXISTS posts_fine;

CREATE TABLE posts_fine AS posts
ENGINE = ReplacingMergeTree(version)
ORDER BY post_id
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    index_granularity = 512, min_compress_block_size = 4096
COMMENT '作品的最新状态';

ALTER TABLE posts_fine ATTACH PARTITION ALL FROM posts;

EXCHANGE TABLES posts AND posts_fine;

DROP TABLE posts_fine;

DROP TABLE IF EXISTS post_versions_fine;

CREATE TABLE post_versions_fine AS post_versions
ENGINE = ReplacingMergeTree
ORDER BY (post_id, fetched_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    index_granularity = 512, min_compress_block_size = 4096
COMMENT '每次看到一件作品的记录：首见、末见、改动与删除由此得出';

ALTER TABLE post_versions_fine ATTACH PARTITION ALL FROM post_versions;

EXCHANGE TABLES post_versions AND post_versions_fine;

DROP TABLE post_versions_fine;

DROP TABLE IF EXISTS post_months_fine;

CREATE TABLE post_months_fine AS post_months
ENGINE = ReplacingMergeTree
ORDER BY (post_id, month)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 512, min_compress_block_size = 4096
COMMENT '作品在 post_metrics 的哪些月份有过行';

ALTER TABLE post_months_fine ATTACH PARTITION ALL FROM post_months;

EXCHANGE TABLES post_months AND post_months_fine;

DROP TABLE post_months_fine;
