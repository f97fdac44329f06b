-- Releases that a person enters: what was handed down, to whom, until when; and which posts carry it. They stand apart from the
-- releases the matcher finds by itself, so that one message in both lists is not counted twice.

CREATE TABLE IF NOT EXISTS assigned_releases
(
    assigned_id String COMMENT '布置的编号：assigned: 加链接或标题与首发日的摘要',
    title String COMMENT '标题；只给了链接时为空',
    url String COMMENT '首发作品的链接；只给了标题时为空',
    issued_at DateTime64(3, 'UTC') COMMENT '布置或首发的时间（UTC）',
    deadline_at DateTime64(3, 'UTC') COMMENT '截止时间（UTC）',
    targets Array(String) COMMENT '应转载的账号编号',
    entered_by String COMMENT '登记人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '登记时间（UTC）',
    withdrawn Bool COMMENT '已撤销'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY assigned_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '布置的发布：由人登记的标题或链接、应转载的账号、截止时间';

CREATE TABLE IF NOT EXISTS assigned_adoptions
(
    assigned_id String COMMENT '布置的编号',
    post_id String COMMENT '作品编号',
    account_id String COMMENT '账号编号',
    adopted_at DateTime64(3, 'UTC') COMMENT '发布时间（UTC），不早于布置时间',
    method LowCardinality(String) COMMENT '判定方法：origin 首发本身、native 平台转发、exact 相同、near 近似、near_short 短文近似、title 标题',
    similarity Float32 COMMENT '相似度（0–1）',
    valid Bool COMMENT '是否成立；重新匹配后不再成立的记为否',
    matcher LowCardinality(String) COMMENT '匹配程序的版本',
    matched_at DateTime64(3, 'UTC') COMMENT '匹配时间（UTC）'
)
ENGINE = ReplacingMergeTree(matched_at)
ORDER BY (assigned_id, post_id)
COMMENT '布置的发布由哪些作品转载';
