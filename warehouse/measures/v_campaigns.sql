-- The campaigns that people entered, with who is expected and who has published so far. Withdrawn ones are left out.

CREATE OR REPLACE VIEW v_campaigns
(
    campaign_id String COMMENT '活动编号',
    name String COMMENT '名称',
    first_day Date COMMENT '第一天（北京日）',
    last_day Date COMMENT '最后一天（北京日，含）',
    days UInt16 COMMENT '天数',
    state LowCardinality(String) COMMENT '状态：upcoming 未开始、running 进行中、over 已结束',
    state_name LowCardinality(String) COMMENT '状态（中文）',
    topics Array(LowCardinality(String)) COMMENT '主题代码',
    audiences Array(LowCardinality(String)) COMMENT '受众代码',
    regions Array(LowCardinality(String)) COMMENT '应参加的区划代码，含其下各级；空为全部',
    levels Array(LowCardinality(String)) COMMENT '应参加的级别代码；空为全部',
    departments Array(LowCardinality(String)) COMMENT '应参加的行业部门代码，brigade 为消防队伍；空为全部',
    releases UInt64 COMMENT '登记时列入的发布数',
    within_days Nullable(UInt16) COMMENT '应在几天内发出第一件；空为不要求',
    season LowCardinality(String) COMMENT '由哪个时令提示而来；空为自定',
    accounts UInt64 COMMENT '应参加的账号数',
    accounts_published UInt64 COMMENT '其中已有作品的',
    accounts_in_time UInt64 COMMENT '其中在要求的天数内发出第一件的；没有要求时等于已有作品的',
    posts UInt64 COMMENT '作品数（未删除）',
    first_published_at Nullable(DateTime64(3, 'UTC')) COMMENT '第一件作品的发布时间（UTC）；空为还没有',
    entered_by String COMMENT '登记人',
    entered_at DateTime64(3, 'UTC') COMMENT '登记时间（UTC）'
)
AS
SELECT
    c.campaign_id AS campaign_id,
    c.name AS name,
    c.first_day AS first_day,
    c.last_day AS last_day,
    toUInt16(c.last_day - c.first_day + 1) AS days,
    multiIf(c.first_day > today, 'upcoming', c.last_day < today, 'over', 'running') AS state,
    transform(state, ['upcoming', 'running', 'over'], ['未开始', '进行中', '已结束'], '') AS state_name,
    c.topics AS topics,
    c.audiences AS audiences,
    c.regions AS regions,
    c.levels AS levels,
    c.departments AS departments,
    length(c.releases) AS releases,
    c.within_days AS within_days,
    c.season AS season,
    e.accounts AS accounts,
    e.published AS accounts_published,
    e.in_time AS accounts_in_time,
    e.posts AS posts,
    e.first_published_at AS first_published_at,
    c.entered_by AS entered_by,
    c.entered_at AS entered_at
FROM (SELECT *, toDate(now64(3), 'Asia/Shanghai') AS today FROM campaigns FINAL WHERE NOT withdrawn) AS c
LEFT ANY JOIN
(
    SELECT
        a.campaign_id AS campaign_id,
        count() AS accounts,
        countIf(p.posts > 0) AS published,
        countIf(p.posts > 0 AND ifNull(p.first_day < a.first_day + n.within_days, true)) AS in_time,
        sum(p.posts) AS posts,
        min(p.first_at) AS first_published_at
    FROM v_campaign_accounts AS a
    INNER JOIN (SELECT campaign_id, within_days FROM campaigns FINAL) AS n ON n.campaign_id = a.campaign_id
    LEFT ANY JOIN
    (
        SELECT
            campaign_id,
            account_id,
            count() AS posts,
            min(toNullable(published_at)) AS first_at,
            min(published_day) AS first_day
        FROM v_campaign_posts
        GROUP BY campaign_id, account_id
    ) AS p ON p.campaign_id = a.campaign_id AND p.account_id = a.account_id
    GROUP BY campaign_id
) AS e ON e.campaign_id = c.campaign_id
ORDER BY first_day DESC, campaign_id
COMMENT '宣传活动：起止、范围、应参加的账号和已有的作品'
