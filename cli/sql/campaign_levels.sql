-- One campaign by level: how many are expected, how many have published, when each level began.
SELECT
    transform(a.level, ['province', 'city', 'county'], ['省级', '市级', '县级'], '') AS `级别`,
    count() AS `应参加`,
    countIf(p.posts > 0) AS `已发布`,
    sum(p.posts) AS `作品`,
    min(p.first_at) AS `第一件`
FROM v_campaign_accounts AS a
LEFT ANY JOIN
(
    SELECT account_id, count() AS posts, min(toNullable(published_at)) AS first_at
    FROM v_campaign_posts
    WHERE campaign_id = {campaign_id:String}
    GROUP BY account_id
) AS p ON p.account_id = a.account_id
WHERE a.campaign_id = {campaign_id:String}
GROUP BY a.level
ORDER BY any(a.level_order)
