-- A post's reach at each fixed age, one row a post and age: what every total of reach is made of.
-- `mature` is comparable; `young` has not come to that age yet and is in no total; `missing` has, but nobody took
-- its figure then (or only its day of publication is known). The age `last` is any age: it is shown, never compared.

CREATE OR REPLACE VIEW v_post_reach_ages
(
    post_id String COMMENT '作品编号',
    account_id String COMMENT '账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    kind LowCardinality(String) COMMENT '主体类别代码',
    counted Bool COMMENT '账号现在在台账且已采集：计入各级、各单位的触达',
    media LowCardinality(String) COMMENT '形式',
    topics Array(LowCardinality(String)) COMMENT '主题代码，第一个为主要主题',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    published_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC）',
    published_week Date COMMENT '发布周的周一（北京时间）',
    basis LowCardinality(String) COMMENT '触达口径：readers 人、views 次；空为平台不公布',
    age LowCardinality(String) COMMENT '年龄代码：1h、24h、72h、7d、last',
    age_name LowCardinality(String) COMMENT '年龄：1 小时、24 小时、72 小时、7 天、目前',
    age_order UInt8 COMMENT '年龄顺序',
    comparable Bool COMMENT '是否可比：固定年龄为是，“目前”为否',
    reach Nullable(Int64) COMMENT '该年龄的触达；空为未知，不是零',
    state LowCardinality(String) COMMENT 'mature 有数字、young 还没到这个年龄、missing 到了但缺数字、no_basis 平台不公布'
)
AS
WITH
    -- Words are looked up by number, so that a row carries a number and not a string.
    CAST(['1h', '24h', '72h', '7d', 'last'], 'Array(LowCardinality(String))') AS ages,
    CAST(['1 小时', '24 小时', '72 小时', '7 天', '目前'], 'Array(LowCardinality(String))') AS age_names,
    CAST(['no_basis', 'young', 'missing', 'mature'], 'Array(LowCardinality(String))') AS states,
    [3600, 86400, 259200, 604800, 0] AS seconds
SELECT
    p.post_id AS post_id,
    p.account_id AS account_id,
    p.platform AS platform,
    p.level AS level,
    p.kind AS kind,
    p.counted AS counted,
    p.media AS media,
    p.topics AS topics,
    p.audiences AS audiences,
    p.published_at AS published_at,
    p.published_week AS published_week,
    p.basis AS basis,
    ages[place] AS age,
    age_names[place] AS age_name,
    toUInt8(place - 1) AS age_order,
    place < 5 AS comparable,
    reached AS reach,
    states[multiIf(
        p.basis = '', 1,
        p.published_at > now64(3) - toIntervalSecond(seconds[place]), 2,
        reached IS NULL, 3,
        4
    )] AS state
FROM v_post_reach AS p
ARRAY JOIN
    [1, 2, 3, 4, 5] AS place,
    [reach_1h, reach_24h, reach_72h, reach_7d, reach_last] AS reached
COMMENT '作品在各个年龄的触达：一件作品、一个年龄一行';
