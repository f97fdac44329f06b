-- What consultations agreed, and whether the release each item asks for is out. It is out when the post is in the warehouse that
-- the item's release id names: the release itself, or the origin of an entered one (assigned:…).

CREATE OR REPLACE VIEW v_channel_agreements
(
    record_id String COMMENT '会议编号',
    item UInt64 COMMENT '事项序号',
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    meeting_name String COMMENT '会议名称',
    held_on Date COMMENT '会商日期（北京日）',
    department_names Array(String) COMMENT '参加的行业部门',
    agreed String COMMENT '商定做什么',
    responsible String COMMENT '由谁做',
    due_on Nullable(Date) COMMENT '完成期限（北京日，含）；空为没有期限',
    release_asked String COMMENT '要求发布什么；空为不要求',
    release_id String COMMENT '发布编号；空为还没有',
    post_id String COMMENT '首发作品编号；空为还没有或看不到',
    url String COMMENT '首发作品的链接；没有为空',
    released_at Nullable(DateTime64(3, 'UTC')) COMMENT '首发时间（UTC）；空为还没有或看不到',
    state LowCardinality(String) COMMENT 'not_asked 不要求发布、released 期限内发布、late 逾期发布、unknown 填了编号而看不到作品、overdue 已过期限没有发布编号、open 未到期限或没有期限',
    state_name LowCardinality(String) COMMENT '不要求发布、已发布、逾期发布、未知、逾期未发布、未到期'
)
AS
WITH
    (SELECT (groupArray(department), groupArray(name)) FROM departments FINAL) AS words
SELECT
    c.record_id AS record_id,
    c.item AS item,
    c.region_code AS region_code,
    r.name AS region_name,
    toString(r.level) AS level,
    transform(level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS level_name,
    toUInt8(r.level) AS level_order,
    multiIf(r.level = 'city', r.region_code, parent.level = 'city', parent.region_code, '') AS city_code,
    multiIf(r.level = 'city', r.name, parent.level = 'city', parent.name, r.level = 'county', '省直管', '') AS city_name,
    c.name AS meeting_name,
    c.first_day AS held_on,
    arrayMap(code -> transform(toString(code), arrayMap(one -> toString(one), words.1), words.2, toString(code)), c.departments) AS department_names,
    c.agreed AS agreed,
    c.responsible AS responsible,
    c.due_on AS due_on,
    c.release_asked AS release_asked,
    c.release_id AS release_id,
    p.post_id AS post_id,
    p.url AS url,
    p.published_at AS released_at,
    multiIf(
        c.release_asked = '', 'not_asked',
        released_at IS NOT NULL, if(toDate(released_at, 'Asia/Shanghai') > c.due_on, 'late', 'released'),
        c.release_id != '', 'unknown',
        c.due_on < toDate(now64(3), 'Asia/Shanghai'), 'overdue',
        'open'
    ) AS state,
    transform(
        state,
        ['not_asked', 'released', 'late', 'unknown', 'overdue', 'open'],
        ['不要求发布', '已发布', '逾期发布', '未知', '逾期未发布', '未到期'],
        ''
    ) AS state_name
FROM (SELECT * FROM consultation_items FINAL WHERE NOT withdrawn) AS c
INNER JOIN (SELECT * FROM regions FINAL) AS r ON r.region_code = c.region_code
LEFT ANY JOIN (SELECT * FROM regions FINAL) AS parent ON parent.region_code = r.parent_code
LEFT ANY JOIN
(
    SELECT assigned_id, post_id FROM assigned_adoptions FINAL WHERE valid AND method = 'origin'
) AS o ON o.assigned_id = c.release_id
LEFT ANY JOIN
(
    SELECT post_id, url, toNullable(published_at) AS published_at
    FROM v_post_metrics
    WHERE post_id IN (SELECT release_id FROM consultation_items)
        OR post_id IN (SELECT post_id FROM assigned_adoptions WHERE method = 'origin')
) AS p ON p.post_id = if(o.post_id != '', o.post_id, c.release_id)
ORDER BY held_on DESC, record_id, item
COMMENT '会商：商定的每一项、由谁做、何时做完，所要求的发布有没有'
