-- The tree by which each release spread, counted in units: its root is the origin's unit, and every other unit that carried it hangs on
-- the one it is taken to have it from. That is inferred, and `rule` says by what: a native repost of that unit's post; a source
-- line that names it; for a county the latest unit of its own city, and where the origin is no province's the latest
-- province's unit, that carried it strictly earlier; else the origin. A unit counts from its first carrying post.

CREATE OR REPLACE VIEW v_cascade_nodes
(
    release_id String COMMENT '发布编号',
    number UInt64 COMMENT '在本次发布中的序号：1 为首发单位，其余按时间',
    unit String COMMENT '单位；没有单位的取账号编号',
    level LowCardinality(String) COMMENT '级别代码（最早那件作品的账号的）',
    city_code LowCardinality(String) COMMENT '所在市代码',
    kind LowCardinality(String) COMMENT '主体类别代码',
    post_id String COMMENT '最早的那件作品编号',
    account_id String COMMENT '最早的那件作品的账号编号',
    carried_at DateTime64(3, 'UTC') COMMENT '首发或最早转载的时间（UTC）',
    parent_number UInt64 COMMENT '从谁那里来：上一环的序号；首发为 0',
    parent_unit String COMMENT '从谁那里来：上一环的单位；首发为空',
    rule LowCardinality(String) COMMENT '依据：root 首发、native 平台转发、source 注明来源、line 行政隶属、origin 归于首发',
    rule_name LowCardinality(String) COMMENT '依据（中文）'
)
AS
WITH
    nodes[number] AS me,
    arraySlice(nodes, 1, number - 1) AS earlier,
    if(me.repost_of = '', 0, arrayFirstIndex(one -> has(one.post_ids, me.repost_of), earlier)) AS by_native,
    -- Of several units that a source line names, the one with the longest name.
    arraySort(
        one -> (-one.1, one.2),
        arrayFilter(
            one -> one.1 > 0,
            arrayMap(
                (one, position_of) -> (
                    arrayMax(arrayPushBack(
                        arrayMap(name -> if(name != '' AND position(me.source_label, name) > 0, toInt64(length(name)), 0), one.names),
                        toInt64(0)
                    )),
                    position_of
                ),
                earlier,
                arrayEnumerate(earlier)
            )
        )
    ) AS named,
    if(me.source_label = '' OR empty(named), 0, named[1].2) AS by_source,
    if(
        me.level = 'county' AND me.city_code != '',
        arrayLastIndex(
            one -> one.level = 'city' AND one.city_code = me.city_code AND one.carried_at < me.carried_at,
            earlier
        ),
        0
    ) AS by_city,
    if(
        nodes[1].level != 'province' AND me.level IN ('city', 'county'),
        arrayLastIndex(one -> one.level = 'province' AND one.carried_at < me.carried_at, earlier),
        0
    ) AS by_province
SELECT
    release_id,
    number,
    me.unit AS unit,
    me.level AS level,
    me.city_code AS city_code,
    me.kind AS kind,
    me.post_id AS post_id,
    me.account_id AS account_id,
    me.carried_at AS carried_at,
    toUInt64(multiIf(
        number = 1, 0,
        by_native > 0, by_native,
        by_source > 0, by_source,
        by_city > 0, by_city,
        by_province > 0, by_province,
        1
    )) AS parent_number,
    if(number = 1, '', nodes[parent_number].unit) AS parent_unit,
    multiIf(
        number = 1, 'root',
        by_native > 0, 'native',
        by_source > 0, 'source',
        by_city > 0 OR by_province > 0, 'line',
        'origin'
    ) AS rule,
    transform(
        rule,
        ['root', 'native', 'source', 'line', 'origin'],
        ['首发', '平台转发', '注明来源', '行政隶属', '归于首发'],
        ''
    ) AS rule_name
FROM
(
    SELECT
        release_id,
        arraySort(
            one -> (NOT one.is_root, one.carried_at, one.unit),
            groupArray(CAST(
                (unit, is_root, carried_at, level, city_code, kind, post_id, account_id, repost_of, source_label, post_ids, names),
                'Tuple(unit String, is_root Bool, carried_at DateTime64(3, \'UTC\'), level String, city_code String, kind String,
                post_id String, account_id String, repost_of String, source_label String, post_ids Array(String),
                names Array(String))'
            ))
        ) AS nodes
    FROM
    (
        SELECT
            c.release_id AS release_id,
            if(a.unit = '', a.account_id, a.unit) AS unit,
            max(c.is_root) AS is_root,
            min((NOT c.is_root, c.carried_at, c.post_id)) AS first,
            first.2 AS carried_at,
            first.3 AS post_id,
            argMin(a.account_id, (NOT c.is_root, c.carried_at, c.post_id)) AS account_id,
            argMin(a.level, (NOT c.is_root, c.carried_at, c.post_id)) AS level,
            argMin(a.city_code, (NOT c.is_root, c.carried_at, c.post_id)) AS city_code,
            argMin(a.kind, (NOT c.is_root, c.carried_at, c.post_id)) AS kind,
            argMin(ifNull(p.repost_of, ''), (NOT c.is_root, c.carried_at, c.post_id)) AS repost_of,
            argMin(ifNull(p.source_label, ''), (NOT c.is_root, c.carried_at, c.post_id)) AS source_label,
            groupUniqArray(c.post_id) AS post_ids,
            arrayConcat(groupUniqArray(a.account_name), groupUniqArray(a.unit)) AS names
        FROM
        (
            SELECT release_id, post_id, account_id, issued_at AS carried_at, true AS is_root
            FROM releases FINAL
            WHERE carriers > 0
            UNION ALL
            SELECT release_id, post_id, account_id, adopted_at, false
            FROM adoptions FINAL
            WHERE valid AND release_id IN (SELECT release_id FROM releases FINAL WHERE carriers > 0)
        ) AS c
        INNER JOIN v_accounts AS a ON a.account_id = c.account_id
        LEFT ANY JOIN (SELECT post_id, repost_of, source_label FROM posts FINAL) AS p ON p.post_id = c.post_id
        GROUP BY release_id, unit
    )
    GROUP BY release_id
    HAVING max(is_root)
)
ARRAY JOIN arrayEnumerate(nodes) AS number
ORDER BY release_id, number
COMMENT '传播树：每次发布由哪个单位传到哪个单位；一次发布、一个单位一行'
