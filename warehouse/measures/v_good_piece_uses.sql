-- Who has used the good pieces since, when, and what that reached: v_post_uses of what is in v_good_pieces, by other units.

CREATE OR REPLACE VIEW v_good_piece_uses
(
    post_id String COMMENT '优质产品的作品编号',
    title String COMMENT '优质产品的标题',
    url String COMMENT '优质产品的地址',
    account_name String COMMENT '优质产品的账号名称',
    main_topic LowCardinality(String) COMMENT '主要主题代码',
    main_topic_name LowCardinality(String) COMMENT '主要主题',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    media_name LowCardinality(String) COMMENT '产品形式',
    score Float64 COMMENT '优质产品的倍数：触达 ÷ 自己账号的基准',
    use_post_id String COMMENT '使用它的作品编号',
    use_url String COMMENT '使用它的作品地址',
    use_account_id String COMMENT '使用者的账号编号',
    use_account_name String COMMENT '使用者的账号名称',
    use_unit String COMMENT '使用者的主办单位',
    use_platform_name LowCardinality(String) COMMENT '使用者的平台',
    use_level LowCardinality(String) COMMENT '使用者的级别代码',
    use_level_name LowCardinality(String) COMMENT '使用者的级别',
    use_city_name LowCardinality(String) COMMENT '使用者所在市',
    use_county_name LowCardinality(String) COMMENT '使用者所在县（市、区）',
    upward Bool COMMENT '使用者的级别高于原作者：向上采用',
    used_at DateTime64(3, 'UTC') COMMENT '使用的时间（UTC）',
    lag_hours Float64 COMMENT '从发布到被使用的小时数',
    ways Array(LowCardinality(String)) COMMENT '怎样看出来的：native 平台转发、matched 匹配到的转载、assigned 登记的发布的转载',
    reach_7d Nullable(Int64) COMMENT '使用它的作品满 7 天的触达；未满 7 天或没有数字为空',
    reach_state LowCardinality(String) COMMENT '使用它的作品的触达状态',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布；不同平台不可相加'
)
AS
SELECT
    g.post_id AS post_id,
    g.title AS title,
    g.url AS url,
    g.account_name AS account_name,
    g.main_topic AS main_topic,
    g.main_topic_name AS main_topic_name,
    g.topics AS topics,
    g.audiences AS audiences,
    g.media_name AS media_name,
    g.score AS score,
    u.use_post_id AS use_post_id,
    u.use_url AS use_url,
    u.use_account_id AS use_account_id,
    u.use_account_name AS use_account_name,
    u.use_unit AS use_unit,
    u.use_platform_name AS use_platform_name,
    u.use_level AS use_level,
    u.use_level_name AS use_level_name,
    u.use_city_name AS use_city_name,
    u.use_county_name AS use_county_name,
    u.upward AS upward,
    u.used_at AS used_at,
    u.lag_hours AS lag_hours,
    u.ways AS ways,
    u.reach_7d AS reach_7d,
    u.reach_state AS reach_state,
    u.basis_name AS basis_name
FROM v_good_pieces AS g
INNER JOIN v_post_uses AS u ON u.post_id = g.post_id
WHERE NOT u.same_unit
ORDER BY post_id, used_at, use_post_id
COMMENT '优质产品被谁使用、多久之后、又带来多少触达；一件产品、一次使用一行'
