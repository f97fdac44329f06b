-- Which of two rows of a post is the newer was told by `fetched_at` alone. Of two rows for one time of seeing the later
-- insert won, so a loader that had lost its partition could put a post without its text in the place of the
-- completed one (docs/delivery.md). A version column cannot be changed in place, so the table is made anew. No
-- loader may run meanwhile. Begun again after a crash at any point, this ends the same.

DROP TABLE IF EXISTS posts_versioned;

CREATE TABLE posts_versioned
(
    post_id String COMMENT '作品编号：平台:平台内编号',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    url String COMMENT '作品地址',
    title String COMMENT '标题，保持原样',
    text String COMMENT '正文，保持原样',
    media LowCardinality(String) COMMENT '形式：article 图文、images 图片、video 视频、short_text 短文、audio 音频、link 链接',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_precision LowCardinality(String) COMMENT '发布时间的精度：second 秒、minute 分、day 日',
    fetched_at DateTime64(3, 'UTC') COMMENT '本次采集时间（UTC）',
    source_label Nullable(String) COMMENT '来源/转自',
    repost_of Nullable(String) COMMENT '平台标明的原作品编号',
    position Nullable(UInt8) COMMENT '在多图文消息中的位置，从 1 起',
    hashtags Array(String) COMMENT '话题标签',
    deleted Bool COMMENT '平台显示已删除',
    extractor Nullable(String) COMMENT '网页正文由哪种规则提取',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    evidence String COMMENT '每个标签的依据（JSON）',
    tagger LowCardinality(String) COMMENT '打标程序的版本',
    topic LowCardinality(String) COMMENT '来自数据流的哪个主题',
    partition UInt32 COMMENT '数据流分区',
    offset UInt64 COMMENT '数据流位移',
    version UInt64 MATERIALIZED 2 * toUInt64(toUnixTimestamp64Milli(fetched_at) + 2208988800000) + notEmpty(text) COMMENT '状态的先后：采集时间晚的在后；同一时间，有正文的在没有正文的之后（自 1900 年起的毫秒数乘 2，有正文加 1）'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY post_id
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '作品的最新状态';

INSERT INTO posts_versioned
(
    post_id, account_id, platform, url, title, text, media, published_at, published_precision, fetched_at, source_label,
    repost_of, position, hashtags, deleted, extractor, topics, audiences, evidence, tagger, topic, partition, offset
)
SELECT
    post_id, account_id, platform, url, title, text, media, published_at, published_precision, fetched_at, source_label,
    repost_of, position, hashtags, deleted, extractor, topics, audiences, evidence, tagger, topic, partition, offset
FROM posts FINAL;

EXCHANGE TABLES posts AND posts_versioned;

DROP TABLE posts_versioned;
