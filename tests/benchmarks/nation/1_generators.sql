-- 31 provinces, 310 cities, 2,480 counties; an account in each county, some in each city, the rest of the provinces.
CREATE VIEW nation_places AS
SELECT
    number AS place,
    multiIf(number < 31, 'province', number < 341, 'city', 'county') AS level,
    multiIf(number < 31, leftPad(toString(11 + number), 2, '0'), number < 341, concat('c', leftPad(toString(number), 4, '0')), concat('k', leftPad(toString(number), 4, '0'))) AS region_code,
    multiIf(number < 31, '', number < 341, leftPad(toString(11 + number % 31), 2, '0'), concat('c', leftPad(toString(31 + number % 310), 4, '0'))) AS parent_code
FROM numbers(2821);

CREATE VIEW nation_accounts AS
SELECT
    number AS account,
    concat('account-', leftPad(toString(number), 5, '0')) AS account_id,
    multiIf(number < 120, 'province', number < 430, 'city', 'county') AS level,
    multiIf(
        number < 120, number % 31,
        number < 430, 31 + number % 310,
        341 + number % 2480
    ) AS place,
    ['wechat', 'douyin', 'weibo', 'wechat', 'website', 'kuaishou', 'wechat', 'toutiao', 'douyin', 'bilibili'][1 + cityHash64(number, {seed:UInt64}) % 10] AS platform,
    if(number % 12 = 5, 'department', 'brigade') AS kind
FROM numbers(3000);

-- The posts numbered from {first}, in the order of their publication over two years up to {until}. Where a platform counts its
-- works up, ids rise with time; WeChat's rise within an account; a web site's do not. One in a hundred was deleted, one in
-- two thousand was first shown with a day of the month before.
CREATE VIEW nation_posts AS
SELECT
    n.number AS number,
    a.account_id AS account_id,
    a.platform AS platform,
    multiIf(
        platform = 'wechat', concat('wechat:gh_', toString(a.account), ':', toString(2247483647 + n.number)),
        platform IN ('website', 'bilibili'), concat(platform, ':', lower(hex(sipHash64(n.number, {seed:UInt64})))),
        concat(platform, ':', toString(7100000000000000000 + n.number * 8191))
    ) AS post_id,
    toDateTime64({until:DateTime64(3)}, 3, 'UTC')
        - toIntervalMillisecond(intDiv((({posts:UInt64} - n.number) * 1000 - cityHash64(n.number, 1) % 1000) * 63115200, {posts:UInt64})) AS published_at,
    n.number % 100 = 7 AS deleted,
    n.number % 2000 = 11 AS moved,
    multiIf(platform IN ('douyin', 'kuaishou', 'bilibili'), 'video', platform = 'weibo', 'short_text', 'article') AS media
FROM (SELECT number, intDiv(cityHash64(number, {seed:UInt64}), 7) % 3000 AS account FROM numbers({first:UInt64}, {count:UInt64})) AS n
INNER JOIN nation_accounts(seed = {seed:UInt64}) AS a ON a.account = n.account;
