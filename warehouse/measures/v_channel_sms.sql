-- Every SMS batch with its delivered rate; a batch without a receipt has none.

CREATE OR REPLACE VIEW v_channel_sms
(
    record_id String COMMENT '编号',
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    unit String COMMENT '发送单位',
    sent_day Date COMMENT '发送日（北京日）',
    text String COMMENT '短信原文',
    topic_names Array(String) COMMENT '主题',
    audience_names Array(String) COMMENT '受众；空为面向所有人',
    recipients UInt64 COMMENT '发送条数',
    delivered Nullable(UInt64) COMMENT '送达条数；空为不知道',
    delivered_rate Nullable(Float64) COMMENT '送达率：送达 ÷ 发送；不知道送达或发送为 0 时为空'
)
AS
WITH
    (SELECT (groupArray(topic), groupArray(topic_name)) FROM v_topics) AS topic_words,
    (SELECT (groupArray(audience), groupArray(audience_name)) FROM v_audiences) AS audience_words
SELECT
    record_id,
    region_code,
    region_name,
    level,
    level_name,
    level_order,
    city_code,
    city_name,
    unit,
    first_day AS sent_day,
    title AS text,
    arrayMap(code -> transform(toString(code), topic_words.1, topic_words.2, toString(code)), topics) AS topic_names,
    arrayMap(code -> transform(toString(code), audience_words.1, audience_words.2, toString(code)), audiences) AS audience_names,
    assumeNotNull(addressed) AS recipients,
    amount AS delivered,
    amount / nullIf(addressed, 0) AS delivered_rate
FROM v_channel_activities
WHERE channel = 'sms'
COMMENT '短信：每批发了多少、送达多少'
