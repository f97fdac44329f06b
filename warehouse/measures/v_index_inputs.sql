-- What the indices are made of: each gathered account's totals over each week and month, of figures at seven days of age.
-- A total is empty as soon as one of the period's posts has no such figure, or none yet: an index from fewer posts than
-- there were would be a smaller number under the same name. Deleted posts are left out. A headline is the first
-- article of a message; unknown as soon as one post's position is. Without any post every total is a true 0.
-- Read as `watch` added them up last (warehouse/kept.py).

CREATE OR REPLACE VIEW v_index_inputs
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    city_name LowCardinality(String) COMMENT '所在市',
    county_name LowCardinality(String) COMMENT '所在县（市、区）',
    kind LowCardinality(String) COMMENT '主体类别代码',
    period LowCardinality(String) COMMENT '周期代码：week 周、month 月',
    period_start Date COMMENT '开始的北京日',
    period_end Date COMMENT '结束的北京日的次日（不含）',
    days UInt16 COMMENT '天数 d',
    state LowCardinality(String) COMMENT 'known 可算、pending 有作品还未满 7 天、unknown 周期后 7 天内没有采集成功、not_listed 不是整个周期都在台账',
    posts UInt64 COMMENT '作品数 n（未删除）',
    original_posts UInt64 COMMENT '其中原创的：不是平台转发',
    totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的合计：readers、views、looks、likes、shares、comments；缺一篇即为空',
    headline_totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的头条合计；有作品的位置不明即为空',
    peaks Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的单篇最高，各自独立；缺一篇即为空',
    original_totals Map(LowCardinality(String), Nullable(Int64)) COMMENT '各项数字的原创合计；缺一篇即为空',
    followers Nullable(Int64) COMMENT '周期末的粉丝数：结束前 7 天内最后一次',
    followers_new Nullable(Int64) COMMENT '周期内新增粉丝：末减初，负数记 0；初末任一缺失为空'
)
AS
SELECT * EXCEPT (kept_at)
FROM index_inputs
WHERE kept_at = (SELECT max(kept_at) FROM kept_rounds WHERE answer = 'index_inputs')
COMMENT '指数的输入：账号每周、每月满 7 天的各项合计，缺一篇即为空';
