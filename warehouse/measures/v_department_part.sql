-- The departments' part: every department of the list, with what its accounts publish, which releases they carry, and in how
-- many joint releases they stand. A joint release is one that two different departments (the brigade is one) published
-- within 24 hours of its issue. Departments are asked, not graded: none of this ranks them.

CREATE OR REPLACE VIEW v_department_part
(
    department LowCardinality(String) COMMENT '行业部门代码',
    department_name LowCardinality(String) COMMENT '行业部门',
    accounts UInt64 COMMENT '在台账的账号数',
    gathered_accounts UInt64 COMMENT '其中已采集的',
    posts_30d UInt64 COMMENT '近 30 天的作品数（未删除）',
    last_published_at Nullable(DateTime64(3, 'UTC')) COMMENT '最近一件的发布时间（UTC）；没有为空',
    targets UInt64 COMMENT '应转载次数（首发已满 72 小时的省级发布）',
    eligible UInt64 COMMENT '其中采集完整的：采用率的分母',
    adopters UInt64 COMMENT '其中 72 小时内转载的',
    adoption_rate Nullable(Float64) COMMENT '72 小时采用率；分母为零时为空',
    wilson_low Nullable(Float64) COMMENT '采用率的 95% 下限（Wilson）',
    wilson_high Nullable(Float64) COMMENT '采用率的 95% 上限（Wilson）',
    joint_releases UInt64 COMMENT '联合发布数：24 小时内有两个以上不同部门（消防队伍算一个）发布的，且有本部门',
    state LowCardinality(String) COMMENT 'active 近 30 天有作品、silent 没有、blank 没有账号、not_gathered 账号都未采集',
    state_name LowCardinality(String) COMMENT '状态名称'
)
AS
WITH
    1.96 * 1.96 AS z2,
    1.96 * sqrt(adoption_rate * (1 - adoption_rate) / t.eligible + z2 / (4 * t.eligible * t.eligible)) AS spread
SELECT
    d.department AS department,
    d.name AS department_name,
    a.accounts AS accounts,
    a.gathered_accounts AS gathered_accounts,
    a.posts_30d AS posts_30d,
    a.last_published_at AS last_published_at,
    t.targets AS targets,
    t.eligible AS eligible,
    t.adopters AS adopters,
    t.adopters / nullIf(t.eligible, 0) AS adoption_rate,
    if(adoption_rate IS NULL, NULL, greatest(0, (adoption_rate + z2 / (2 * t.eligible) - spread) / (1 + z2 / t.eligible)))
        AS wilson_low,
    if(adoption_rate IS NULL, NULL, least(1, (adoption_rate + z2 / (2 * t.eligible) + spread) / (1 + z2 / t.eligible)))
        AS wilson_high,
    j.joint_releases AS joint_releases,
    multiIf(a.accounts = 0, 'blank', a.gathered_accounts = 0, 'not_gathered', a.posts_30d = 0, 'silent', 'active') AS state,
    transform(state, ['active', 'silent', 'blank', 'not_gathered'], ['正常', '无作品', '空白', '未接入'], '') AS state_name
FROM (SELECT * FROM departments FINAL) AS d
LEFT ANY JOIN
(
    SELECT
        v_accounts.department AS department,
        count() AS accounts,
        countIf(gathered) AS gathered_accounts,
        sum(p.posts_30d) AS posts_30d,
        max(p.last_published_at) AS last_published_at
    FROM v_accounts
    LEFT ANY JOIN
    (
        SELECT
            account_id,
            countIf(published_at > now64(3) - INTERVAL 30 DAY) AS posts_30d,
            max(toNullable(published_at)) AS last_published_at
        FROM v_post_metrics
        WHERE NOT deleted AND published_at <= now64(3)
        GROUP BY account_id
    ) AS p ON p.account_id = v_accounts.account_id
    WHERE on_roster AND department != ''
    GROUP BY department
) AS a ON a.department = d.department
LEFT ANY JOIN
(
    SELECT
        department,
        count() AS targets,
        countIf(known) AS eligible,
        countIf(known AND lag_hours < 72) AS adopters
    FROM v_release_targets
    WHERE origin_level = 'province' AND passed_72h AND department != ''
    GROUP BY department
) AS t ON t.department = d.department
LEFT ANY JOIN
(
    SELECT
        arrayJoin(departments) AS department,
        count() AS joint_releases
    FROM
    (
        SELECT
            release_id,
            groupUniqArray(issuer) AS issuers,
            arrayFilter(issuer -> issuer != 'brigade', issuers) AS departments
        FROM
        (
            SELECT
                m.release_id AS release_id,
                if(a.kind = 'brigade', 'brigade', a.department) AS issuer
            FROM
            (
                SELECT release_id, account_id
                FROM releases FINAL
                WHERE carriers > 0
                UNION ALL
                SELECT release_id, account_id
                FROM v_adoptions
                WHERE lag_hours < 24
            ) AS m
            INNER JOIN v_accounts AS a ON a.account_id = m.account_id
            WHERE a.kind = 'brigade' OR a.department != ''
        )
        GROUP BY release_id
        HAVING length(issuers) > 1
    )
    GROUP BY department
) AS j ON j.department = d.department
ORDER BY department
COMMENT '各行业部门的参与：账号、发布、转载、联合发布';
