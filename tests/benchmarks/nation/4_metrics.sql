-- Twenty-one figures a post, as its age allows. WeChat tells them for days. One in fifty is empty, one in a hundred shrank, one in
-- a thousand was corrected afterwards: the same figure once more, further behind in the stream.
INSERT INTO metrics
(
    post_id, account_id, platform, observed_at, as_of, figure_at, source, kind, views, readers, likes, looks, comments, shares,
    precision, topic, partition, offset
)
SELECT
    post_id,
    account_id,
    platform,
    if(platform = 'wechat', day_end + INTERVAL 9 HOUR, at),
    if(platform = 'wechat', day, toDate(0)),
    if(platform = 'wechat', day_end, at),
    if(platform = 'website', 'site_reported', 'official'),
    'cumulative',
    if(platform IN ('wechat', 'weibo') OR empty_one, NULL, figure),
    if(platform = 'wechat' AND NOT empty_one, figure, NULL),
    if(empty_one, NULL, intDiv(figure, 30)),
    if(platform = 'wechat', intDiv(figure, 90), NULL),
    if(empty_one, NULL, intDiv(figure, 200)),
    intDiv(figure, 70),
    if(platform != 'weibo' AND figure > 100000, map(if(platform = 'wechat', 'readers', 'views'), 'lower_bound'), map()),
    'metrics',
    0,
    number * 64 + one + if(corrected, 32, 0)
FROM
(
    SELECT
        number, post_id, account_id, platform, told.1 AS one, told.2 AS corrected,
        published_at + toIntervalSecond(toUInt64(3600 * [0.6, 3, 7, 13, 19, 23.5, 36, 49, 60, 71, 90, 110, 121, 130, 145, 158, 167, 200, 300, 400, 600][one]) + cityHash64(number, one, 2) % 600) AS at,
        toDate(published_at, 'Asia/Shanghai') + one - 1 AS day,
        toDateTime64(day + 1, 3, 'Asia/Shanghai') AS day_end,
        cityHash64(number, one, 3) % 50 = 0 AS empty_one,
        toInt64((100 + pow(10, 2 + cityHash64(number, 4) % 3300 / 1000)) * (1 - exp(-one / 5)) * if(cityHash64(number, one, 5) % 100 = 0, 0.95, 1)) + corrected AS figure
    FROM nation_posts(seed = {seed:UInt64}, first = {first:UInt64}, count = {count:UInt64}, posts = {posts:UInt64}, until = {until:DateTime64(3)})
    ARRAY JOIN arrayFlatten(arrayMap(i -> if(cityHash64(number, i, 6) % 1000 = 0, [(i, false), (i, true)], [(i, false)]), range(1, 22))) AS told
)
WHERE if(platform = 'wechat', day_end + INTERVAL 9 HOUR, at) <= {until:DateTime64(3)};
