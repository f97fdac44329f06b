-- The names of what drop-off is told by: every platform, topic, audience, department and campaign, and the whole.
-- An audience '' is everybody; a department '' is an account of no department (brigade, media, township).

CREATE OR REPLACE VIEW v_dimension_keys
(
    dimension LowCardinality(String) COMMENT '按什么分：all 合计、platform 平台、topic 主题、audience 受众、department 部门、campaign 活动',
    key LowCardinality(String) COMMENT '该分类的代码；合计为空',
    key_name LowCardinality(String) COMMENT '该分类的名称；合计为“全部”'
)
AS
SELECT 'all' AS dimension, '' AS key, '全部' AS key_name
UNION ALL
SELECT 'platform', platform, platform_name FROM v_platforms
UNION ALL
SELECT 'topic', topic, topic_name FROM v_topics
UNION ALL
SELECT 'audience', audience, audience_name FROM v_audiences
UNION ALL
SELECT 'audience', '', '面向所有人'
UNION ALL
SELECT 'department', department, name FROM departments FINAL
UNION ALL
SELECT 'department', '', '非行业部门'
UNION ALL
SELECT 'campaign', campaign_id, name FROM campaigns FINAL WHERE NOT withdrawn
COMMENT '层级衰减的各种分法及其名称';
