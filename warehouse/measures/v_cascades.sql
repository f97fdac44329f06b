-- The shape of each release's tree (v_cascade_nodes): how deep, how much of it hangs on the origin itself, how long its chains are.
-- Structural virality (Goel, Anderson, Hofman, Watts, Management Science 2015) is the mean distance between two nodes;
-- in a tree Σ of all distances = 2·Σ s·(n − s) over the edges, s the nodes below the edge, which the folds count.

CREATE OR REPLACE VIEW v_cascades
(
    release_id String COMMENT '发布编号',
    issued_at DateTime64(3, 'UTC') COMMENT '首发时间（UTC）',
    origin_unit String COMMENT '首发单位',
    units UInt64 COMMENT '传播树的单位数，含首发单位',
    depth UInt64 COMMENT '最多经过几环（首发为 0）',
    root_children UInt64 COMMENT '直接从首发来的单位数',
    broadcast_share Nullable(Float64) COMMENT '直接从首发来的 ÷ 全部转载单位（0–1）；1 为一次广播',
    carriers_per_city Nullable(Float64) COMMENT '有下环的市级单位平均带动几个单位；没有为空',
    outside_share Nullable(Float64) COMMENT '转载单位中消防队伍以外的比例（0–1）',
    inferred_share Nullable(Float64) COMMENT '上一环由行政隶属或归于首发推定的比例（0–1）：越高，形状越是推定的',
    structural_virality Nullable(Float64) COMMENT '结构性传播度：任意两个单位之间的平均环数；一次广播小于 2'
)
AS
WITH
    arrayMap(one -> one.2, nodes) AS parents,
    arrayFold(
        (depths, parent) -> arrayPushBack(depths, if(parent = 0, toUInt64(0), depths[parent] + 1)),
        parents,
        CAST([], 'Array(UInt64)')
    ) AS depths,
    -- From the last node to the first, each adds its own subtree to its parent's.
    arrayFold(
        (sizes, child) -> arrayMap((size, place) -> if(place = parents[child], size + sizes[child], size), sizes, arrayEnumerate(sizes)),
        arrayReverse(arrayEnumerate(parents)),
        arrayMap(one -> toUInt64(1), parents)
    ) AS sizes,
    arraySum(arrayMap(size -> size * (units - size), sizes)) AS half_distances,
    arrayFilter(one -> one > 0, arrayMap(
        (one, place) -> if(one.3 = 'city' AND place > 1, countEqual(parents, place), 0),
        nodes,
        arrayEnumerate(nodes)
    )) AS of_cities
SELECT
    release_id,
    issued_at,
    origin_unit,
    length(nodes) AS units,
    arrayMax(depths) AS depth,
    countEqual(parents, 1) AS root_children,
    root_children / nullIf(units - 1, 0) AS broadcast_share,
    if(empty(of_cities), NULL, arrayAvg(of_cities)) AS carriers_per_city,
    arrayCount(one -> one.1 > 1 AND one.4 != 'brigade', nodes) / nullIf(units - 1, 0) AS outside_share,
    arrayCount(one -> one.5 IN ('line', 'origin'), nodes) / nullIf(units - 1, 0) AS inferred_share,
    2 * half_distances / nullIf(units * (units - 1), 0) AS structural_virality
FROM
(
    SELECT
        release_id,
        arraySort(one -> one.1, groupArray((number, parent_number, level, kind, rule))) AS nodes,
        anyIf(carried_at, number = 1) AS issued_at,
        anyIf(unit, number = 1) AS origin_unit
    FROM v_cascade_nodes
    GROUP BY release_id
)
ORDER BY issued_at DESC, release_id
COMMENT '传播树的形状：深度、广播比例、结构性传播度；一次发布一行'
