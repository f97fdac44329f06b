-- What each account published in each full Beijing week of the last 53, Monday to Sunday: the ground of output and silence.
-- A week counts for an account that was gathered and on the roster on all seven days. It is known once a visit has
-- succeeded in the seven days after it: a visit looks back over what it missed, a week nobody looked at is not silence.
-- Deleted posts are not counted. A post with two topics counts under both.

CREATE OR REPLACE VIEW v_account_weeks
(
    account_id String COMMENT '账号编号',
    account_name String COMMENT '账号名称',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    region_code LowCardinality(String) COMMENT '所属区划代码',
    city_code LowCardinality(String) COMMENT '所在市代码',
    kind LowCardinality(String) COMMENT '主体类别代码',
    department LowCardinality(String) COMMENT '行业部门代码；非行业部门为空',
    unit String COMMENT '主办单位',
    week Date COMMENT '周一（北京时间）',
    known Bool COMMENT '这一周之后 7 天内采集成功过：否则不知道它发没发',
    posts UInt64 COMMENT '这一周的作品数（未删除）',
    carried_posts UInt64 COMMENT '其中转载的：平台转发、标明来源，或已判定转载了某次发布',
    topic_posts Map(LowCardinality(String), UInt64) COMMENT '各主题的作品数；一件作品可有几个主题',
    audience_posts Map(LowCardinality(String), UInt64) COMMENT '面向各受众的作品数；空代码为面向所有人'
)
AS
WITH
    -- The first run of visited days that reaches the week after it.
    arrayFirstIndex(day -> day >= w.week + 7, c.ends) AS run
SELECT
    a.account_id AS account_id,
    a.account_name AS account_name,
    a.platform AS platform,
    a.level AS level,
    a.level_name AS level_name,
    a.level_order AS level_order,
    a.region_code AS region_code,
    a.city_code AS city_code,
    a.kind AS kind,
    a.department AS department,
    a.unit AS unit,
    w.week AS week,
    run > 0 AND c.starts[run] < w.week + 14 AS known,
    p.posts AS posts,
    p.carried_posts AS carried_posts,
    p.topic_posts AS topic_posts,
    p.audience_posts AS audience_posts
FROM
(
    SELECT DISTINCT
        account_id,
        week
    FROM
    (
        SELECT
            account_id,
            roster_from,
            roster_to,
            arrayJoin(arrayMap(n -> toMonday(toDate(now64(3), 'Asia/Shanghai')) - 7 * n, range(1, 54))) AS week
        FROM accounts FINAL
        WHERE gathered AND NOT (status = 'closed' AND roster_to IS NULL)
    )
    WHERE week >= roster_from AND ifNull(week + 7 <= roster_to, true)
) AS w
INNER JOIN v_accounts AS a ON a.account_id = w.account_id
LEFT ANY JOIN v_visit_runs AS c ON c.account_id = w.account_id
LEFT ANY JOIN
(
    SELECT
        account_id,
        published_week AS week,
        count() AS posts,
        countIf(NOT original OR has_source OR post_id IN
            (SELECT post_id FROM adoptions FINAL WHERE valid)) AS carried_posts,
        sumMap(topic_map) AS topic_posts,
        sumMap(audience_map) AS audience_posts
    FROM
    (
        SELECT
            account_id,
            post_id,
            published_week,
            original,
            has_source,
            CAST(arrayMap(topic -> (topic, 1), topics), 'Map(LowCardinality(String), UInt64)') AS topic_map,
            CAST(
                arrayMap(audience -> (audience, 1), if(empty(audiences), [''], audiences)),
                'Map(LowCardinality(String), UInt64)'
            ) AS audience_map
        FROM v_post_metrics
        WHERE NOT deleted AND published_week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 7 * 53
    )
    GROUP BY account_id, week
) AS p ON p.account_id = w.account_id AND p.week = w.week
COMMENT '账号的每一周：发了多少、是否知道；一个账号、一周一行';
