-- Which of two rows of a post is the newer was told by `fetched_at` alone. Of two rows for one time of seeing the later
-- insert won, so a loader that had lost its partition could put a post without its text in the place of the
-- completed one (docs/delivery.md). An engine's version column cannot be changed in place, so the table is made anew. No
-- loader may run meanwhile. Begun again after a crash at any point, this ends the same.

ALTER TABLE posts ADD COLUMN IF NOT EXISTS
    version UInt64 MATERIALIZED 2 * toUInt64(toUnixTimestamp64Milli(fetched_at) + 2208988800000) + notEmpty(text)
    COMMENT '状态的先后：采集时间晚的在后；同一时间，有正文的在没有正文的之后（自 1900 年起的毫秒数乘 2，有正文加 1）';

DROP TABLE IF EXISTS posts_versioned;

CREATE TABLE posts_versioned AS posts
ENGINE = ReplacingMergeTree(version)
ORDER BY post_id
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '作品的最新状态';

INSERT INTO posts_versioned SELECT * FROM posts FINAL;

EXCHANGE TABLES posts AND posts_versioned;

DROP TABLE posts_versioned;
