-- Of each topic in {regions}, the groups that know least and are spoken to least.
SELECT sentence
FROM v_gap_matrix
WHERE region_code IN {regions:Array(String)}
    AND ({topic:String} = '' OR topic = {topic:String} OR topic_name = {topic:String})
    AND gap_rank <= {top:UInt32}
ORDER BY survey, region_code, topic, gap_rank
