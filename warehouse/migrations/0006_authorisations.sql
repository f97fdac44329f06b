-- How the accounts' authorisations stand, as the gatherer last looked: instants and words, never a token. What
-- must be done by a person is known here weeks ahead, for dashboards and alerts.

CREATE TABLE authorisations
(
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    state LowCardinality(String) COMMENT '检查时的状态：lasting 有效、due 两周内需人工、ended 已失效、unknown 期限不明、missing 没有凭据',
    token_until Nullable(DateTime64(3, 'UTC')) COMMENT '当前令牌到期时间（UTC）；不明为空',
    person_by Nullable(DateTime64(3, 'UTC')) COMMENT '最迟须由人重新授权的时间（UTC）；不需要或不明为空',
    renewals Nullable(UInt16) COMMENT '刷新令牌已续期的次数；不适用为空',
    checked_at DateTime64(3, 'UTC') COMMENT '检查时间（UTC）'
)
ENGINE = ReplacingMergeTree(checked_at)
ORDER BY account_id
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '账号授权的现状，采集程序每小时检查一次';
