-- What the store of good pieces holds and how it is used, by topic and audience. A piece stands under each of its topics and
-- audiences, so cells are never added; '' is the whole. Pairs of which the store has nothing have no row.

CREATE OR REPLACE VIEW v_good_piece_library
(
    topic LowCardinality(String) COMMENT '主题代码；空为全部主题',
    topic_name LowCardinality(String) COMMENT '主题；全部主题为“全部”',
    audience LowCardinality(String) COMMENT '受众代码；空为全部（含面向所有人的）',
    audience_name LowCardinality(String) COMMENT '受众；全部为“全部”',
    pieces UInt64 COMMENT '优质产品件数',
    units UInt64 COMMENT '来自几个单位',
    used_pieces UInt64 COMMENT '其中被其他单位使用过的',
    never_used_share Float64 COMMENT '从未被使用的比例（0–1）：1 − 用过的 ÷ 件数',
    uses UInt64 COMMENT '被使用的总次数',
    uses_per_piece Float64 COMMENT '每件被使用几次',
    median_days_to_first_use Nullable(Float64) COMMENT '用过的产品从发布到首次被使用的天数，中位数；只看用过的'
)
AS
SELECT
    s.topic AS topic,
    if(s.topic = '', '全部', t.topic_name) AS topic_name,
    s.audience AS audience,
    if(s.audience = '', '全部', a.audience_name) AS audience_name,
    s.pieces AS pieces,
    s.units AS units,
    s.used_pieces AS used_pieces,
    1 - s.used_pieces / s.pieces AS never_used_share,
    s.uses AS uses,
    s.uses / s.pieces AS uses_per_piece,
    s.median_hours / 24 AS median_days_to_first_use
FROM
(
    SELECT
        arrayJoin(arrayPushFront(g.topics, '')) AS topic,
        arrayJoin(arrayPushFront(g.audiences, '')) AS audience,
        count() AS pieces,
        uniqExact(if(g.unit = '', g.account_id, g.unit)) AS units,
        countIf(g.uses > 0) AS used_pieces,
        sum(g.uses) AS uses,
        if(used_pieces = 0, NULL, quantileExactInclusiveIf(0.5)(assumeNotNull(g.hours_to_first_use), g.uses > 0)) AS median_hours
    FROM v_good_pieces AS g
    GROUP BY topic, audience
) AS s
LEFT ANY JOIN v_topics AS t ON t.topic = s.topic
LEFT ANY JOIN v_audiences AS a ON a.audience = s.audience
ORDER BY topic, audience
COMMENT '优质产品库按主题、受众有多少、用了多少'
