-- 五进: how many of the five audiences (enterprises, villages, communities, schools, families) a region spoke to in 30 days.

CREATE OR REPLACE VIEW v_five_entries
(
    region_code LowCardinality(String) COMMENT '区划代码',
    region_name LowCardinality(String) COMMENT '区划',
    level LowCardinality(String) COMMENT '级别代码',
    level_name LowCardinality(String) COMMENT '级别',
    level_order UInt8 COMMENT '级别顺序：0 省级、1 市级、2 县级',
    city_code LowCardinality(String) COMMENT '所在市代码；省级与省直管县（市）为空',
    city_name LowCardinality(String) COMMENT '所在市；省直管县（市）为“省直管”，省级为空',
    region_state LowCardinality(String) COMMENT '区划的状态：active、silent、unknown、blank',
    entered UInt8 COMMENT '近 30 天说到了“五进”中的几类；空白、未知的区划也照记，看状态',
    entered_names Array(String) COMMENT '说到的',
    missing_names Array(String) COMMENT '没有说到的；区划未知或空白时为空',
    posts_30d UInt64 COMMENT '近 30 天面向这五类的作品数；一件面向两类的算两次'
)
AS
SELECT
    region_code,
    any(region_name) AS region_name,
    any(level) AS level,
    any(level_name) AS level_name,
    any(level_order) AS level_order,
    any(city_code) AS city_code,
    any(city_name) AS city_name,
    any(region_state) AS region_state,
    toUInt8(countIf(g.posts_30d > 0)) AS entered,
    arraySort(groupArrayIf(toString(audience_name), g.posts_30d > 0)) AS entered_names,
    arraySort(groupArrayIf(toString(audience_name), g.state = 'gap')) AS missing_names,
    sum(g.posts_30d) AS posts_30d
FROM v_audience_gaps AS g
WHERE five_entries
GROUP BY region_code
ORDER BY level_order, region_code
COMMENT '五进：各区划近 30 天说到了企业、农村、社区、学校、家庭中的几类';
