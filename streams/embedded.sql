-- The embedded log's file, version 1 (PRAGMA user_version). Streams are made of rows that are only ever
-- appended, and dropped from the front by trim; everything else here is small.

-- start_offset is the oldest offset kept, end_offset the one the next message will get. They outlive the
-- messages, so that trimming an idle partition never hands out an offset twice.
CREATE TABLE partitions
(
    partition_id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    start_offset INTEGER NOT NULL DEFAULT 0,
    end_offset INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, partition)
);

-- headers is a JSON object; sent_at is milliseconds since 1970, UTC.
CREATE TABLE messages
(
    partition_id INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    headers TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (partition_id, "offset")
);

-- next_offset is what a group reads next.
CREATE TABLE commits
(
    group_name TEXT NOT NULL,
    partition_id INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY (group_name, partition_id)
) WITHOUT ROWID;

-- The consumers of each group. seen_at is seconds since 1970; topics is a JSON array.
CREATE TABLE members
(
    member TEXT PRIMARY KEY,
    group_name TEXT NOT NULL,
    topics TEXT NOT NULL,
    joined_at REAL NOT NULL,
    seen_at REAL NOT NULL
) WITHOUT ROWID;

-- Which member of a group holds which partition.
CREATE TABLE leases
(
    group_name TEXT NOT NULL,
    partition_id INTEGER NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (group_name, partition_id)
) WITHOUT ROWID;
