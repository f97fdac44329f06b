-- Awareness surveys as people hand them in (`fenghuo survey import`), and what each import makes of a wave: sums by region, question
-- and group (`queries/survey_cells.sql`), from which every rate, interval and test is computed. Of a wave's sums
-- those of its latest computation hold; older ones stay and are not read.

CREATE TABLE IF NOT EXISTS survey_questions
(
    survey String COMMENT '调查名称',
    question_id String COMMENT '题目编号',
    wording String COMMENT '题目',
    topic LowCardinality(String) COMMENT '主题代码',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (survey, question_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '认知调查的题目';

CREATE TABLE IF NOT EXISTS survey_respondents
(
    survey String COMMENT '调查名称',
    wave UInt16 COMMENT '年份',
    respondent_id String COMMENT '受访者编号，不是姓名、电话',
    region_code LowCardinality(String) COMMENT '受访者所在的区划代码',
    residence LowCardinality(String) COMMENT '城乡：urban 城镇、rural 农村；空为没问',
    age LowCardinality(String) COMMENT '年龄段：under_18、18_29、30_44、45_59、60_plus；空为没问',
    education LowCardinality(String) COMMENT '文化程度：primary、junior、senior、college；空为没问',
    income LowCardinality(String) COMMENT '收入：low、middle、high；空为没问',
    occupation LowCardinality(String) COMMENT '职业代码；空为没问',
    employment LowCardinality(String) COMMENT '人员类别：department、enterprise、casual；空为没问或都不是',
    weight Float64 COMMENT '权重，大于 0',
    answered Array(String) COMMENT '回答了的题目编号',
    correct Array(String) COMMENT '其中答对的',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (survey, wave, respondent_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '认知调查的答卷：每位受访者一行';

CREATE TABLE IF NOT EXISTS survey_tables
(
    survey String COMMENT '调查名称',
    wave UInt16 COMMENT '年份',
    region_code LowCardinality(String) COMMENT '区划代码',
    question_id String COMMENT '题目编号',
    dimension LowCardinality(String) COMMENT '分组代码：all、residence、age、education、income、occupation、employment',
    group_code LowCardinality(String) COMMENT '组别代码',
    respondents UInt64 COMMENT '样本量',
    rate Float64 COMMENT '知晓率（0–1）',
    effective Nullable(UInt64) COMMENT '有效样本量；空为没有公布，按样本量算',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (survey, wave, region_code, question_id, dimension, group_code)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '认知调查的分组结果：没有答卷、只有汇总表的调查';

CREATE TABLE IF NOT EXISTS survey_group_audiences
(
    dimension LowCardinality(String) COMMENT '分组代码',
    group_code LowCardinality(String) COMMENT '组别代码',
    audience LowCardinality(String) COMMENT '受众代码',
    withdrawn Bool COMMENT '已作废：这一组不再算作这类受众',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (dimension, group_code, audience)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '调查的组别算作哪类受众：对自带对应（v_survey_groups）的增加与撤销';

CREATE TABLE IF NOT EXISTS survey_cells
(
    survey String COMMENT '调查名称',
    wave UInt16 COMMENT '年份',
    region_code LowCardinality(String) COMMENT '区划代码；答卷计入所在区划及其上各级',
    question_id String COMMENT '题目编号',
    dimension LowCardinality(String) COMMENT '分组代码；all 为全部',
    group_code LowCardinality(String) COMMENT '组别代码',
    respondents UInt64 COMMENT '回答了这题的人数',
    weight Float64 COMMENT '权重之和',
    weight_squared Float64 COMMENT '权重平方之和',
    weight_correct Float64 COMMENT '答对的人的权重之和',
    source LowCardinality(String) COMMENT 'respondents 由答卷算出、table 来自分组结果',
    computed_at DateTime64(3, 'UTC') COMMENT '汇总时间（UTC）；同一期以最近一次为准'
)
ENGINE = ReplacingMergeTree
ORDER BY (survey, wave, computed_at, region_code, question_id, dimension, group_code)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '认知调查按区划、题目、组别的汇总';

CREATE TABLE IF NOT EXISTS survey_regions
(
    survey String COMMENT '调查名称',
    wave UInt16 COMMENT '年份',
    region_code LowCardinality(String) COMMENT '区划代码',
    respondents UInt64 COMMENT '最多的一题的回答人数',
    computed_at DateTime64(3, 'UTC') COMMENT '汇总时间（UTC）；同一期以最近一次为准'
)
ENGINE = ReplacingMergeTree
ORDER BY (survey, wave, computed_at, region_code)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '每一期调查汇总到了哪些区划；各人只看得到自己辖区以内的行';
