-- Dead letters with what became of them. A decision holds for the letter's id: the same bytes found again, or the
-- same message read again, do not open a letter anew.

CREATE OR REPLACE VIEW v_dead_letters
(
    letter_id String COMMENT '死信编号：原主题/分区/位移，或内容摘要',
    received_at DateTime64(3, 'UTC') COMMENT '发现时间（UTC）',
    state LowCardinality(String) COMMENT '状态代码：open、replayed、dropped',
    state_name LowCardinality(String) COMMENT '状态：待处理、已重放、已丢弃',
    reason String COMMENT '原因（一句话）',
    origin LowCardinality(String) COMMENT '谁发现的：crawlers 或 loader',
    origin_name LowCardinality(String) COMMENT '谁发现的：采集、入库',
    account_id String COMMENT '账号编号；不知道则为空',
    account_name String COMMENT '账号名称；不知道则为空',
    source_topic LowCardinality(String) COMMENT '原来的主题；不来自数据流则为空',
    source_partition Int32 COMMENT '原来的分区；-1 为无',
    source_offset Int64 COMMENT '原来的位移；-1 为无',
    attempt UInt16 COMMENT '第几次尝试',
    schema_version LowCardinality(String) COMMENT '记录自称的版本；不知道则为空',
    payload_bytes UInt64 COMMENT '原始内容的字节数',
    decided_at Nullable(DateTime64(3, 'UTC')) COMMENT '处理时间（UTC）；空为待处理',
    decided_by String COMMENT '处理人；空为待处理',
    why String COMMENT '处理理由'
)
AS
SELECT
    d.letter_id AS letter_id,
    d.received_at AS received_at,
    if(f.fate = '', 'open', f.fate) AS state,
    transform(state, ['open', 'replayed', 'dropped'], ['待处理', '已重放', '已丢弃'], state) AS state_name,
    d.reason AS reason,
    d.origin AS origin,
    transform(origin, ['crawlers', 'loader'], ['采集', '入库'], origin) AS origin_name,
    d.account_id AS account_id,
    a.account_name AS account_name,
    d.source_topic AS source_topic,
    d.source_partition AS source_partition,
    d.source_offset AS source_offset,
    d.attempt AS attempt,
    d.schema_version AS schema_version,
    d.payload_bytes AS payload_bytes,
    if(f.fate = '', NULL, f.decided_at) AS decided_at,
    f.decided_by AS decided_by,
    f.why AS why
FROM
(
    SELECT
        *,
        intDiv(length(payload) * 3, 4) - countSubstrings(substring(payload, -2), '=') AS payload_bytes
    FROM dead_letters FINAL
) AS d
LEFT ANY JOIN (SELECT * FROM dead_letter_fates FINAL) AS f ON f.letter_id = d.letter_id
LEFT ANY JOIN v_accounts AS a ON a.account_id = d.account_id
COMMENT '死信及其处理：不能入库的记录、原因、是否已重放或丢弃'
