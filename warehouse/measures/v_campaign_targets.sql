-- Who of a campaign's accounts was expected to carry which of its releases, and what became of it. A release belongs to a campaign
-- when it is in its list, or was issued in its days with one of its topics or audiences. Of an entered release the
-- targets are those that were entered; it takes the place of the same post's release that the matcher found.

CREATE OR REPLACE VIEW v_campaign_targets
(
    campaign_id String COMMENT '活动编号',
    release_id String COMMENT '发布编号：匹配到的或登记的（assigned:…）',
    origin_post_id String COMMENT '首发作品编号；登记的发布尚未采集到时为空',
    listed Bool COMMENT '登记活动时列入的；否为按时间、主题或受众归入的',
    of_province Bool COMMENT '省级首发的，或登记的：计入采用率',
    issued_at DateTime64(3, 'UTC') COMMENT '首发或布置的时间（UTC）',
    account_id String COMMENT '应转载的账号编号',
    platform LowCardinality(String) COMMENT '平台代码',
    level LowCardinality(String) COMMENT '级别代码',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    known Bool COMMENT '期间每一天都采集成功：否则不知道它是否转载',
    lag_hours Nullable(Float64) COMMENT '转载时延（小时）；空为未转载或未知'
)
AS
SELECT
    t.campaign_id AS campaign_id,
    t.release_id AS release_id,
    t.origin_post_id AS origin_post_id,
    t.listed AS listed,
    t.of_province AS of_province,
    t.issued_at AS issued_at,
    t.account_id AS account_id,
    e.platform AS platform,
    e.level AS level,
    e.level_order AS level_order,
    t.known AS known,
    t.lag_hours AS lag_hours
FROM
(
    SELECT
        b.campaign_id AS campaign_id,
        b.release_id AS release_id,
        b.post_id AS origin_post_id,
        b.listed AS listed,
        f.origin_level = 'province' AS of_province,
        f.issued_at AS issued_at,
        f.account_id AS account_id,
        f.known AS known,
        f.lag_hours AS lag_hours
    FROM
    (
        SELECT
            c.campaign_id AS campaign_id,
            r.release_id AS release_id,
            r.post_id AS post_id,
            has(c.releases, r.release_id) AS listed
        FROM (SELECT * FROM campaigns FINAL WHERE NOT withdrawn) AS c
        CROSS JOIN
        (
            SELECT
                s.release_id AS release_id,
                s.post_id AS post_id,
                toDate(s.issued_at, 'Asia/Shanghai') AS issued_day,
                o.topics AS topics,
                o.audiences AS audiences
            FROM (SELECT * FROM releases FINAL WHERE carriers > 0) AS s
            LEFT ANY JOIN (SELECT post_id, topics, audiences FROM v_post_metrics WHERE post_id IN (SELECT post_id FROM releases)) AS o ON o.post_id = s.post_id
        ) AS r
        WHERE
            (
                has(c.releases, r.release_id)
                OR (
                    r.issued_day BETWEEN c.first_day AND c.last_day
                    AND (hasAny(r.topics, c.topics) OR hasAny(r.audiences, c.audiences))
                )
            )
            AND (c.campaign_id, r.post_id) NOT IN
            (
                SELECT l.campaign_id, o.post_id
                FROM (SELECT campaign_id, arrayJoin(releases) AS release_id FROM campaigns FINAL) AS l
                INNER JOIN assigned_adoptions AS o FINAL ON o.assigned_id = l.release_id
                WHERE o.valid AND o.method = 'origin'
            )
    ) AS b
    INNER JOIN v_release_targets AS f ON f.release_id = b.release_id
    UNION ALL
    SELECT
        n.campaign_id,
        n.release_id,
        o.post_id,
        true,
        true,
        g.issued_at,
        g.account_id,
        g.known,
        g.lag_hours
    FROM (SELECT campaign_id, arrayJoin(releases) AS release_id FROM campaigns FINAL WHERE NOT withdrawn) AS n
    INNER JOIN v_assigned_targets AS g ON g.assigned_id = n.release_id
    LEFT ANY JOIN
    (
        SELECT assigned_id, post_id FROM assigned_adoptions FINAL WHERE valid AND method = 'origin'
    ) AS o ON o.assigned_id = n.release_id
) AS t
INNER JOIN v_campaign_accounts AS e ON e.campaign_id = t.campaign_id AND e.account_id = t.account_id
COMMENT '每次活动的发布应由谁转载、结果如何；一次活动、一次发布、一个账号一行'
