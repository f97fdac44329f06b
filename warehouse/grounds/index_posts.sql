-- The posts of each account's week or month with their figures at seven days of age.
SELECT
    f.*,
    p.period AS period,
    p.period_start AS period_start,
    p.period_end AS period_end
FROM v_post_figures AS f
CROSS JOIN v_index_periods AS p
WHERE toDate(f.published_at, 'Asia/Shanghai') >= p.period_start
    AND toDate(f.published_at, 'Asia/Shanghai') < p.period_end
