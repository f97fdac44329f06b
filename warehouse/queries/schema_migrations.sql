CREATE TABLE IF NOT EXISTS schema_migrations
(
    version UInt16 COMMENT '迁移的编号；视图为 0',
    name String COMMENT '迁移或视图的名称',
    digest String COMMENT 'SQL 文件的 SHA-256；空为视图已删除',
    applied_at DateTime64(3, 'UTC') COMMENT '执行时间（UTC）'
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY name
COMMENT '迁移台账：哪个 SQL 文件以哪个版本执行过';
