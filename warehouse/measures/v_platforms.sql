-- The platforms' names and which figure is a platform's reach. The same words as hub/platforms.py; a test compares them.

CREATE OR REPLACE VIEW v_platforms
(
    platform LowCardinality(String) COMMENT '平台代码',
    platform_name LowCardinality(String) COMMENT '平台名称',
    basis LowCardinality(String) COMMENT '触达口径：readers 阅读人数、views 阅读/播放次数；空为平台不公布',
    basis_name LowCardinality(String) COMMENT '触达的单位：人、次、不公布'
)
AS
SELECT
    platform,
    platform_name,
    basis,
    multiIf(basis = 'readers', '人', basis = 'views', '次', '不公布') AS basis_name
FROM values(
    'platform String, platform_name String, basis String',
    ('wechat', '微信公众号', 'readers'),
    ('weibo', '微博', ''),
    ('douyin', '抖音', 'views'),
    ('kuaishou', '快手', 'views'),
    ('toutiao', '今日头条', 'views'),
    ('bilibili', '哔哩哔哩', 'views'),
    ('channels', '视频号', 'views'),
    ('xiaohongshu', '小红书', 'views'),
    ('rss', 'RSS', ''),
    ('website', '网站', 'views')
)
COMMENT '平台名称与触达口径';
