-- Fire-risk notices that a person enters: how grave, for which regions, from when until when, and by which entered releases they
-- are handed down. One row says all of a notice; entering it again replaces it. How far it came are views.

CREATE TABLE IF NOT EXISTS warnings
(
    warning_id String COMMENT '火险预警编号：warning: 加链接或标题与发出日的摘要',
    title String COMMENT '标题；只给了链接时为空',
    risk LowCardinality(String) COMMENT '风险等级：blue 蓝色、yellow 黄色、orange 橙色、red 红色',
    issued_at DateTime64(3, 'UTC') COMMENT '发出时间（UTC）',
    expires_at DateTime64(3, 'UTC') COMMENT '失效时间（UTC）；此后到达的没有用处',
    in_working_hours Bool COMMENT '是否在工作时间（工作日 9 至 18 时，按国务院办公厅放假调休安排）发出；登记时判定',
    regions Array(LowCardinality(String)) COMMENT '针对的区划代码，含其下各级；空为全部',
    releases Array(String) COMMENT '承载它的登记发布编号（assigned:…）',
    entered_by String COMMENT '登记人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '登记时间（UTC）',
    withdrawn Bool COMMENT '已撤销'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY warning_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '火险预警：由人登记的等级、起止时间、针对的区划和承载它的发布';
