-- Which regions a computed wave reaches.
INSERT INTO survey_regions (survey, wave, region_code, respondents, computed_at)
SELECT survey, wave, region_code, max(respondents), computed_at
FROM survey_cells
WHERE survey = {survey:String} AND wave = {wave:UInt16} AND computed_at = {at:DateTime64(3, 'UTC')}
GROUP BY survey, wave, region_code, computed_at
