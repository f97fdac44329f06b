INSERT INTO post_versions
SELECT
    post_id,
    seen.1,
    concat('消防安全提示第', toString(number), '期'),
    toFixedString(substring(lower(hex(sipHash128(number))), 1, 16), 16),
    seen.2,
    if(seen.3, published_at - INTERVAL 31 DAY, published_at)
FROM nation_posts(seed = {seed:UInt64}, first = {first:UInt64}, count = {count:UInt64}, posts = {posts:UInt64}, until = {until:DateTime64(3)})
ARRAY JOIN arrayConcat(
    [(published_at + INTERVAL 1 HOUR, false, moved), (published_at + INTERVAL 3 DAY, false, false)],
    if(deleted, [(published_at + INTERVAL 9 DAY, true, false)], [])
) AS seen;

INSERT INTO posts
(
    post_id, account_id, platform, url, title, text, media, published_at, published_precision, fetched_at, source_label, repost_of,
    position, hashtags, deleted, extractor, topics, audiences, evidence, tagger, topic, partition, offset
)
WITH
    ['居家用电不要超负荷', '电动自行车不要进楼入户充电', '离开厨房要关火关气', '取暖要通风防一氧化碳中毒', '清明祭扫严防森林火灾', '楼道里不要堆放杂物', '发现火情请拨打119', '烟花爆竹要在允许的地方燃放', '消防员走进校园讲解灭火器的使用', '队员连夜排水救出被困群众', '企业动火作业须办理审批', '商场要保持安全出口畅通', '高层建筑火灾时不要乘坐电梯', '老旧线路请找持证电工检修', '乡村柴草要远离灶台', '沿街门店不要违规住人']
        AS sentences,
    (SELECT groupArray(topic) FROM v_topics) AS all_topics,
    (SELECT groupArray(audience) FROM v_audiences) AS all_audiences
SELECT
    post_id,
    account_id,
    platform,
    concat('https://example.invalid/', hex(cityHash64(number))),
    concat(sentences[1 + cityHash64(number, 3) % 16], '第', toString(number), '期'),
    arrayStringConcat(arrayMap(i -> concat(sentences[1 + cityHash64(number, i) % 16], '，', toString(cityHash64(number, i, 1) % 10000), '。'), range(10))),
    media,
    published_at,
    if(platform = 'website' AND number % 3 = 0, 'day', 'second'),
    published_at + toIntervalDay(if(deleted, 9, 3)),
    if(cityHash64(number, 4) % 9 = 0, '转自', NULL),
    if(cityHash64(number, 5) % 25 = 0, 'x', NULL),
    if(platform = 'wechat', 1 + cityHash64(number, 6) % 3, NULL),
    [],
    deleted,
    NULL,
    arrayDistinct([all_topics[1 + cityHash64(number, 7) % length(all_topics)], all_topics[1 + cityHash64(number, 8) % length(all_topics)]]),
    if(cityHash64(number, 9) % 3 = 0, [], [all_audiences[1 + cityHash64(number, 10) % length(all_audiences)]]),
    '{}',
    'bench',
    'posts',
    0,
    number
FROM nation_posts(seed = {seed:UInt64}, first = {first:UInt64}, count = {count:UInt64}, posts = {posts:UInt64}, until = {until:DateTime64(3)});
