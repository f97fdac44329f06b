-- The audiences' names. The same vocabulary as the tagger's; a test compares them.

CREATE OR REPLACE VIEW v_audiences
(
    audience LowCardinality(String) COMMENT '受众代码',
    audience_name LowCardinality(String) COMMENT '受众名称'
)
AS
SELECT
    audience,
    audience_name
FROM values(
    'audience String, audience_name String',
    ('enterprise', '企业'),
    ('rural', '农村'),
    ('community', '社区'),
    ('school', '学校'),
    ('family', '家庭'),
    ('elderly', '老年人'),
    ('children', '儿童'),
    ('disabled', '残障人士'),
    ('migrant_worker', '外来务工与新就业群体'),
    ('merchant', '商户'),
    ('venue_operator', '人员密集场所单位'),
    ('driver', '驾驶人与车主'),
    ('religious', '宗教与文物场所'),
    ('tourist', '游客'),
    ('agency', '机关与行业部门'),
    ('minority_language', '少数民族语言受众')
)
COMMENT '受众名称';
