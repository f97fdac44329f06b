-- The waves of surveys that were handed in.
SELECT
    survey AS `调查`,
    wave AS `年份`,
    uniqExact(question_id) AS `题目`,
    uniqExact(region_code) AS `区划`,
    maxIf(respondents, dimension = 'all') AS `最多一题的回答人数`,
    uniqExactIf((dimension, group_code), dimension != 'all') AS `组别`
FROM v_survey_rates
GROUP BY survey, wave
ORDER BY survey, wave
