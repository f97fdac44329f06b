-- Which of some releases there are, found or entered.
SELECT release_id FROM releases FINAL WHERE carriers > 0 AND release_id IN {releases:Array(String)}
UNION ALL
SELECT assigned_id FROM assigned_releases FINAL WHERE NOT withdrawn AND assigned_id IN {releases:Array(String)}
