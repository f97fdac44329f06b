-- Output by level over the last twelve full weeks: posts per known account-week, and how many account-weeks were silent.
-- The ratio to the level above has a rate ratio's interval, widened by how bursty each level posts:
-- exp(ln RR ± 1.96·√(φ₁/y₁ + φ₀/y₀)), φ = variance ÷ mean of the account-weeks' counts, at least 1.

CREATE OR REPLACE VIEW v_output_drop_off
(
    dimension LowCardinality(String) COMMENT '按什么分：all 合计、platform 平台、topic 主题、audience 受众、department 部门',
    dimension_name LowCardinality(String) COMMENT '按什么分（中文）',
    key LowCardinality(String) COMMENT '该分类的代码；合计为空',
    key_name LowCardinality(String) COMMENT '该分类的名称；合计为“全部”',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    account_weeks UInt64 COMMENT '已知的账号周数：分母',
    unknown_account_weeks UInt64 COMMENT '采集不到、不知发没发的账号周数：不在分母里',
    posts UInt64 COMMENT '近 12 个整周的作品数（未删除，已知的账号周）',
    carried_posts Nullable(UInt64) COMMENT '其中转载的；按主题、受众分时为空',
    posts_per_account_week Nullable(Float64) COMMENT '每账号每周作品数',
    zero_account_weeks UInt64 COMMENT '一件都没有的账号周数',
    zero_share Nullable(Float64) COMMENT '零发布率：一件都没有的账号周 ÷ 已知的账号周（0–1）',
    zero_share_low Nullable(Float64) COMMENT '零发布率的 95% 下限（Wilson）',
    zero_share_high Nullable(Float64) COMMENT '零发布率的 95% 上限（Wilson）',
    dispersion Nullable(Float64) COMMENT '发布的聚集程度：账号周作品数的方差 ÷ 平均；大于 1 为扎堆',
    retention Nullable(Float64) COMMENT '本级每账号每周作品数 ÷ 上一级的，可大于 1；最高一级为空',
    retention_low Nullable(Float64) COMMENT '上述比值的 95% 下限；任一级为零时为空',
    retention_high Nullable(Float64) COMMENT '上述比值的 95% 上限；任一级为零时为空',
    drop_off Nullable(Float64) COMMENT '层级衰减率：1 − 上述比值'
)
AS
WITH
    1.96 * 1.96 AS z2,
    1.96 * sqrt(zero_share * (1 - zero_share) / s.account_weeks + z2 / (4 * s.account_weeks * s.account_weeks)) AS spread,
    1.96 * sqrt(
        greatest(ifNull(s.dispersion, 1), 1) / nullIf(s.posts, 0)
        + greatest(ifNull(s.above.3, 1), 1) / nullIf(s.above.2, 0)
    ) AS log_spread
SELECT
    s.dimension AS dimension,
    transform(
        s.dimension,
        ['all', 'platform', 'topic', 'audience', 'department'],
        ['合计', '平台', '主题', '受众', '部门'],
        ''
    ) AS dimension_name,
    s.key AS key,
    if(k.key_name = '', s.key, k.key_name) AS key_name,
    s.level AS level,
    s.level_name AS level_name,
    s.level_order AS level_order,
    s.account_weeks AS account_weeks,
    s.unknown_account_weeks AS unknown_account_weeks,
    s.posts AS posts,
    if(s.dimension IN ('topic', 'audience'), NULL, s.carried_posts) AS carried_posts,
    s.rate AS posts_per_account_week,
    s.zero_account_weeks AS zero_account_weeks,
    zero_account_weeks / nullIf(account_weeks, 0) AS zero_share,
    if(zero_share IS NULL, NULL, greatest(0, (zero_share + z2 / (2 * account_weeks) - spread) / (1 + z2 / account_weeks))) AS zero_share_low,
    if(zero_share IS NULL, NULL, least(1, (zero_share + z2 / (2 * account_weeks) + spread) / (1 + z2 / account_weeks))) AS zero_share_high,
    s.dispersion AS dispersion,
    s.rate / nullIf(s.above.1, 0) AS retention,
    retention * exp(-log_spread) AS retention_low,
    retention * exp(log_spread) AS retention_high,
    1 - retention AS drop_off
FROM
(
    SELECT
        *,
        lagInFrame((rate, toNullable(posts), dispersion)) OVER
            (PARTITION BY dimension, key ORDER BY level_order ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS above
    FROM
    (
        SELECT
            part.1 AS dimension,
            part.2 AS key,
            level,
            any(level_name) AS level_name,
            any(level_order) AS level_order,
            countIf(known) AS account_weeks,
            countIf(NOT known) AS unknown_account_weeks,
            sumIf(part.3, known) AS posts,
            sumIf(part.4, known) AS carried_posts,
            countIf(known AND part.3 = 0) AS zero_account_weeks,
            if(account_weeks = 0, NULL, posts / account_weeks) AS rate,
            if(posts = 0 OR account_weeks < 2, NULL, varSampIf(part.3, known) / rate) AS dispersion
        FROM
        (
            SELECT
                level,
                level_name,
                level_order,
                known,
                arrayJoin(arrayConcat(
                    [
                        ('all', '', posts, carried_posts),
                        ('platform', platform, posts, carried_posts),
                        ('department', department, posts, carried_posts)
                    ],
                    arrayMap(
                        topic -> ('topic', topic, topic_posts[topic], 0),
                        (SELECT groupArray(topic) FROM v_topics)
                    ),
                    arrayMap(
                        audience -> ('audience', audience, audience_posts[audience], 0),
                        (SELECT arrayConcat([''], groupArray(audience)) FROM v_audiences)
                    )
                )) AS part
            FROM v_account_weeks
            WHERE week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84
        )
        GROUP BY dimension, key, level
    )
) AS s
LEFT ANY JOIN v_dimension_keys AS k ON k.dimension = s.dimension AND k.key = s.key
ORDER BY dimension, key, level_order
COMMENT '发布量的层级衰减：近 12 个整周，按平台、主题、受众、部门';
