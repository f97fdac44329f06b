-- A post against what its account usually reaches, at equal age and in the same form (CrowdTangle's rule, docs/measures.md).
-- The benchmark is the mean of the middle half of the account's last 100 posts of that form, published in the 180 days
-- before it; under 12 of them, of the last 400 such posts of its peers (same platform, level and kind); under 12 of
-- those, none. Only posts before it are asked, so the figure of a post does not change when later ones come. Benchmarks are worked
-- out within the hour, and kept (queries/post_benchmarks.sql).

CREATE OR REPLACE VIEW v_overperformance
(
    post_id String COMMENT '作品编号',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    kind LowCardinality(String) COMMENT '主体类别代码',
    media LowCardinality(String) COMMENT '形式：只与同形式的作品比',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    age LowCardinality(String) COMMENT '年龄代码：1h、24h、72h、7d',
    reach Int64 COMMENT '这件作品在该年龄的触达',
    benchmark_of LowCardinality(String) COMMENT '与谁比：account 自己的前作、peers 同类账号的前作；空为前作不足 12 件，不比',
    benchmark_posts UInt16 COMMENT '基准用了多少件前作',
    expected Nullable(Float64) COMMENT '基准：前作触达去掉最高、最低各四分之一后的平均',
    log_ratio Nullable(Float64) COMMENT 'ln(触达 ÷ 基准)；任一为零时为空',
    score Nullable(Float64) COMMENT '倍数：高于基准为 触达÷基准（触达不足 10 的为 触达÷10），低于基准为 −基准÷触达，触达为零为 −2×基准'
)
AS
SELECT
    post_id,
    account_id,
    platform,
    level,
    kind,
    media,
    topics,
    audiences,
    published_at,
    age,
    reach,
    benchmark_of,
    benchmark_posts,
    expected,
    if(reach = 0 OR expected = 0, NULL, log(reach / expected)) AS log_ratio,
    multiIf(
        expected IS NULL OR (expected = 0 AND reach = 0), NULL,
        reach = 0, -2 * expected,
        reach < expected, -expected / reach,
        reach < 10 OR expected = 0, least(reach, 10) / 10,
        reach / expected
    ) AS score
FROM
(
    SELECT *
    FROM post_benchmarks FINAL
    SETTINGS do_not_merge_across_partitions_select_final = 1
)
WHERE NOT gone
COMMENT '作品与自己账号的一贯水平相比：同年龄、同形式'
