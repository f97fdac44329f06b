-- The topics' names. The same vocabulary as the tagger's; a test compares them.

CREATE OR REPLACE VIEW v_topics
(
    topic LowCardinality(String) COMMENT '主题代码',
    topic_name LowCardinality(String) COMMENT '主题名称'
)
AS
SELECT
    topic,
    topic_name
FROM values(
    'topic String, topic_name String',
    ('electrical', '用电防火'),
    ('ebike', '电动自行车与锂电池'),
    ('gas', '燃气安全'),
    ('heating', '取暖与一氧化碳'),
    ('home_fire', '居家与厨房防火'),
    ('evacuation_route', '生命通道与楼道清理'),
    ('high_rise', '高层建筑'),
    ('crowded_venue', '人员密集场所'),
    ('small_premises', '九小场所与自建房'),
    ('industry', '企业与动火作业'),
    ('wildfire', '森林草原防火'),
    ('fireworks', '烟花爆竹'),
    ('vehicle', '车辆与交通'),
    ('escape', '逃生自救与器材使用'),
    ('water_disaster', '防汛防溺水与自然灾害'),
    ('warning', '火险预警与安全提示'),
    ('incident', '火灾警示与案例'),
    ('rescue', '救援纪实'),
    ('enforcement', '执法检查与隐患曝光'),
    ('campaign', '宣传活动'),
    ('team', '队伍建设'),
    ('other', '其他')
)
COMMENT '主题名称';
