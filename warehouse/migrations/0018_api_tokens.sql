-- Tokens of the HTTP interface: whom each speaks for, and until when. A token itself is shown once and kept nowhere.

CREATE TABLE api_tokens
(
    token_id String COMMENT '令牌编号：令牌中公开的一段',
    login String COMMENT '代表哪个登录名；能看到的以他的管辖为限',
    secret_hash String COMMENT '令牌中保密一段的 SHA-256；令牌本身不保存',
    created_at DateTime64(3, 'UTC') COMMENT '签发时间（UTC）',
    created_by String COMMENT '签发人（操作系统用户名）',
    expires_at DateTime64(3, 'UTC') COMMENT '到期时间（UTC）',
    revoked Bool COMMENT '已吊销',
    written_at DateTime64(3, 'UTC') COMMENT '写入时间（UTC）'
)
ENGINE = ReplacingMergeTree(written_at)
ORDER BY token_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '接口令牌的散列与期限；任何人员登录都读不到';
