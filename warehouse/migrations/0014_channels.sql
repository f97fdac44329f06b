-- What reaches people by other ways than posts, as people hand it in (`fenghuo channel import`): kept apart from posts. A row
-- that is handed in again under its key replaces itself; a withdrawn one stays, marked. What they amount to are views.

CREATE TABLE IF NOT EXISTS sms_batches
(
    region_code LowCardinality(String) COMMENT '区划代码',
    record_id String COMMENT '编号：本区划内不重复',
    unit String COMMENT '发送单位',
    sent_at DateTime64(3, 'UTC') COMMENT '发送时间（UTC）',
    text String COMMENT '短信原文',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    recipients UInt64 COMMENT '发送条数',
    delivered Nullable(UInt64) COMMENT '送达条数（运营商回执）；空为不知道',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (region_code, record_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '短信：每批一行';

CREATE TABLE IF NOT EXISTS publicity_events
(
    region_code LowCardinality(String) COMMENT '区划代码',
    record_id String COMMENT '编号：本区划内不重复',
    unit String COMMENT '主办单位',
    name String COMMENT '名称',
    event_kind LowCardinality(String) COMMENT '类别：lecture 讲座培训、drill 演练、open_day 队站开放、fair 集中宣传、contest 竞赛评选、visit 入户走访、other 其他',
    first_day Date COMMENT '第一天（北京日）',
    last_day Nullable(Date) COMMENT '最后一天（北京日，含）；空为只有一天',
    place String COMMENT '地点',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    attendance Nullable(UInt64) COMMENT '参加人次；空为没有清点',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (region_code, record_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '宣传活动场次：每场一行';

CREATE TABLE IF NOT EXISTS learning_days
(
    region_code LowCardinality(String) COMMENT '区划代码',
    day Date COMMENT '统计日（北京日）',
    unit String COMMENT '学员所在的单位或部门',
    department LowCardinality(String) COMMENT '行业部门代码；不属于行业部门为空',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    registered_new UInt64 COMMENT '当日新注册人数',
    learners Nullable(UInt64) COMMENT '当日学习过的人数；空为不知道',
    lessons_finished Nullable(UInt64) COMMENT '当日学完的课时数；空为不知道',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (region_code, day, unit)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '学习平台：每个单位每个统计日一行';

CREATE TABLE IF NOT EXISTS screen_runs
(
    region_code LowCardinality(String) COMMENT '区划代码',
    record_id String COMMENT '编号：本区划内不重复',
    station String COMMENT '播出单位或点位',
    screen_kind LowCardinality(String) COMMENT '类别：radio 广播、television 电视、outdoor 户外屏、building 楼宇屏、vehicle 车载屏、village 村村响、other 其他',
    text String COMMENT '播什么',
    first_day Date COMMENT '第一天（北京日）',
    last_day Nullable(Date) COMMENT '最后一天（北京日，含）；空为只有一天',
    plays_a_day Nullable(UInt64) COMMENT '每天播几次；空为不知道',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (region_code, record_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '广播与户外屏：每个点位的每次排播一行';

CREATE TABLE IF NOT EXISTS consultation_items
(
    region_code LowCardinality(String) COMMENT '区划代码',
    record_id String COMMENT '会议编号：本区划内不重复',
    item UInt64 COMMENT '本次会议的第几项',
    name String COMMENT '会议名称',
    first_day Date COMMENT '会商日期（北京日）',
    departments Array(LowCardinality(String)) COMMENT '参加的行业部门代码',
    agreed String COMMENT '商定做什么',
    responsible String COMMENT '由谁做',
    due_on Nullable(Date) COMMENT '完成期限（北京日，含）；空为没有期限',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；空为面向所有人',
    release_asked String COMMENT '要求发布什么；空为不要求',
    release_id String COMMENT '对应的发布编号：匹配到的或登记的（assigned:…）；空为还没有',
    withdrawn Bool COMMENT '已作废',
    file String COMMENT '由哪个文件填报',
    entered_by String COMMENT '导入人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '导入时间（UTC）'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY (region_code, record_id, item)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '会商：每次会议商定的每一项一行';
