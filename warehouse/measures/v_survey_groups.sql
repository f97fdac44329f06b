-- The groups of surveys, and which audience each is taken for: the map that comes with the hub, with what was added or withdrawn by
-- `fenghuo survey import` (kind `mapping`). A group without an audience has one row whose audience is empty.

CREATE OR REPLACE VIEW v_survey_groups
(
    dimension LowCardinality(String) COMMENT '分组代码',
    dimension_name LowCardinality(String) COMMENT '分组',
    group_code LowCardinality(String) COMMENT '组别代码',
    group_name LowCardinality(String) COMMENT '组别',
    group_order UInt8 COMMENT '组别在分组中的顺序',
    audiences Array(String) COMMENT '算作哪些受众（代码）；空为不对应任何受众',
    audience_names Array(String) COMMENT '算作哪些受众'
)
AS
WITH
    (SELECT (groupArray(audience), groupArray(audience_name)) FROM v_audiences) AS words
SELECT
    g.dimension AS dimension,
    g.dimension_name AS dimension_name,
    g.group_code AS group_code,
    g.group_name AS group_name,
    g.group_order AS group_order,
    arraySort(
        arrayFilter(
            code -> NOT has(c.withdrawn, code),
            arrayDistinct(arrayConcat(if(g.mapped = '', [], splitByChar(',', assumeNotNull(g.mapped))), c.added))
        )
    ) AS audiences,
    arrayMap(code -> transform(code, words.1, words.2, code), audiences) AS audience_names
FROM values(
    'dimension String, dimension_name String, group_code String, group_name String, group_order UInt8, mapped String',
    ('all', '全部', 'all', '全部', 0, ''),
    ('residence', '城乡', 'urban', '城镇', 0, 'community'),
    ('residence', '城乡', 'rural', '农村', 1, 'rural'),
    ('age', '年龄', 'under_18', '18岁以下', 0, 'children,school'),
    ('age', '年龄', '18_29', '18-29岁', 1, ''),
    ('age', '年龄', '30_44', '30-44岁', 2, ''),
    ('age', '年龄', '45_59', '45-59岁', 3, ''),
    ('age', '年龄', '60_plus', '60岁及以上', 4, 'elderly'),
    ('education', '文化程度', 'primary', '小学及以下', 0, ''),
    ('education', '文化程度', 'junior', '初中', 1, ''),
    ('education', '文化程度', 'senior', '高中或中专', 2, ''),
    ('education', '文化程度', 'college', '大专及以上', 3, ''),
    ('income', '收入', 'low', '较低', 0, ''),
    ('income', '收入', 'middle', '中等', 1, ''),
    ('income', '收入', 'high', '较高', 2, ''),
    ('occupation', '职业', 'farmer', '农民', 0, 'rural'),
    ('occupation', '职业', 'worker', '工人', 1, 'enterprise'),
    ('occupation', '职业', 'self_employed', '个体经营', 2, 'merchant'),
    ('occupation', '职业', 'office', '机关企事业职员', 3, 'agency'),
    ('occupation', '职业', 'student', '学生', 4, 'school'),
    ('occupation', '职业', 'retired', '离退休', 5, 'elderly'),
    ('occupation', '职业', 'other', '其他', 6, ''),
    ('employment', '人员类别', 'department', '部门单位', 0, 'agency'),
    ('employment', '人员类别', 'enterprise', '企业职工', 1, 'enterprise'),
    ('employment', '人员类别', 'casual', '临时务工', 2, 'migrant_worker')
) AS g
LEFT ANY JOIN
(
    SELECT
        dimension,
        group_code,
        groupArrayIf(toString(a.audience), NOT a.withdrawn) AS added,
        groupArrayIf(toString(a.audience), a.withdrawn) AS withdrawn
    FROM survey_group_audiences AS a FINAL
    GROUP BY dimension, group_code
) AS c ON c.dimension = g.dimension AND c.group_code = g.group_code
COMMENT '调查的组别，以及各算作哪类受众'
