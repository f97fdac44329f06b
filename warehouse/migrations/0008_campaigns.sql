-- Campaigns that a person enters: what should be spoken of, to whom, when, by whom, and which releases belong to it. One row
-- says all of a campaign; entering it again replaces it. What has come of it are views.

CREATE TABLE IF NOT EXISTS campaigns
(
    campaign_id String COMMENT '活动编号：campaign: 加名称与开始日的摘要',
    name String COMMENT '名称',
    first_day Date COMMENT '第一天（北京日）',
    last_day Date COMMENT '最后一天（北京日，含）',
    topics Array(LowCardinality(String)) COMMENT '主题代码；作品有其中之一即属于活动',
    audiences Array(LowCardinality(String)) COMMENT '受众代码；作品面向其中之一即属于活动',
    regions Array(LowCardinality(String)) COMMENT '应参加的区划代码，含其下各级；空为全部',
    levels Array(LowCardinality(String)) COMMENT '应参加的级别代码；空为全部',
    departments Array(LowCardinality(String)) COMMENT '应参加的行业部门代码，brigade 为消防队伍；空为全部',
    releases Array(String) COMMENT '属于活动的发布编号：匹配到的或登记的（assigned:…）',
    within_days Nullable(UInt16) COMMENT '应参加的账号应在几天内发出第一件；空为不要求',
    season LowCardinality(String) COMMENT '由哪个时令提示而来；空为自定',
    entered_by String COMMENT '登记人（操作系统用户名）',
    entered_at DateTime64(3, 'UTC') COMMENT '登记时间（UTC）',
    withdrawn Bool COMMENT '已撤销'
)
ENGINE = ReplacingMergeTree(entered_at)
ORDER BY campaign_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT '宣传活动：由人登记的名称、起止、主题、受众、应参加的范围和所属发布';
