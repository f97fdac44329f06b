-- The sums of one wave, computed anew from its respondents and its tables. A respondent counts in his region and in those above it
-- (three levels), in all and in each group that is known. Where respondents and a table speak of one cell, the respondents hold.
INSERT INTO survey_cells
    (survey, wave, region_code, question_id, dimension, group_code, respondents, weight, weight_squared, weight_correct, source, computed_at)
SELECT
    {survey:String},
    {wave:UInt16},
    region_code,
    question_id,
    dimension,
    group_code,
    respondents,
    weight,
    weight_squared,
    weight_correct,
    source,
    {at:DateTime64(3, 'UTC')}
FROM
(
    SELECT
        region_code,
        question_id,
        part.1 AS dimension,
        part.2 AS group_code,
        count() AS respondents,
        sum(a.weight) AS weight,
        sum(a.weight * a.weight) AS weight_squared,
        sumIf(a.weight, has(a.correct, question_id)) AS weight_correct,
        'respondents' AS source
    FROM (SELECT * FROM survey_respondents FINAL WHERE NOT withdrawn AND survey = {survey:String} AND wave = {wave:UInt16}) AS a
    LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS r ON r.code = a.region_code
    LEFT ANY JOIN (SELECT region_code AS code, parent_code AS above FROM regions FINAL) AS p ON p.code = r.above
    ARRAY JOIN arrayDistinct(arrayFilter(code -> code != '', [a.region_code, r.above, p.above])) AS region_code
    ARRAY JOIN a.answered AS question_id
    ARRAY JOIN
        arrayFilter(
            one -> one.2 != '',
            [
                ('all', 'all'),
                ('residence', a.residence),
                ('age', a.age),
                ('education', a.education),
                ('income', a.income),
                ('occupation', a.occupation),
                ('employment', a.employment)
            ]
        ) AS part
    GROUP BY region_code, question_id, dimension, group_code
    UNION ALL
    SELECT
        region_code,
        question_id,
        dimension,
        group_code,
        t.respondents AS respondents,
        toFloat64(t.respondents) AS weight,
        toFloat64(t.respondents) * t.respondents / ifNull(t.effective, t.respondents) AS weight_squared,
        t.rate * t.respondents AS weight_correct,
        'table' AS source
    FROM survey_tables AS t FINAL
    WHERE NOT withdrawn AND survey = {survey:String} AND wave = {wave:UInt16}
)
ORDER BY source
LIMIT 1 BY region_code, question_id, dimension, group_code
