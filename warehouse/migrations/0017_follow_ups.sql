-- What is to be done about a gap or an alert: who, what, until when. One row says all of a follow-up; entering it again replaces it.
-- Whether it was done is nobody's to report: v_follow_ups sees it from posts.

CREATE TABLE IF NOT EXISTS follow_ups
(
    follow_up_id String COMMENT '跟踪编号：follow-up: 加对象、事项与布置日的摘要',
    aim LowCardinality(String) COMMENT '事项：update 恢复更新、audience 面向一类受众发布、carry 转载一次发布',
    account_id String COMMENT '对象是一个账号时：账号编号；否则为空',
    unit String COMMENT '对象是一个单位时：主办单位；否则为空',
    region_code LowCardinality(String) COMMENT '对象所在的区划代码；对象是区划时就是它',
    with_below Bool COMMENT '对象是区划时：其下各级的账号也算',
    audience LowCardinality(String) COMMENT '受众代码；不是 audience 的为空',
    release_id String COMMENT '发布编号（匹配到的或登记的）；不是 carry 的为空',
    episode_id String COMMENT '由哪个预警事件而来；不是由预警而来的为空',
    what String COMMENT '布置人写的话；没有写为空',
    assigned_at DateTime64(3, 'UTC') COMMENT '布置时间（UTC）',
    due_at DateTime64(3, 'UTC') COMMENT '期限（UTC）',
    entered_by String COMMENT '布置人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '登记时间（UTC）',
    withdrawn Bool COMMENT '已撤销'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY follow_up_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '跟踪问效：由人布置的对象、事项与期限；办没办由作品说明';
