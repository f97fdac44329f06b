-- The accounts a report is about: on the roster at the cutoff, within the reader's region, unit and department.
-- Every other question of a report begins with these rows, as the table `scope`; scope.py says who decides them.
SELECT *
FROM v_accounts
WHERE status != 'closed'
    AND roster_from <= toDate({cutoff:DateTime64(3, 'UTC')}, 'Asia/Shanghai')
    AND ifNull(roster_to > toDate({cutoff:DateTime64(3, 'UTC')}, 'Asia/Shanghai'), true)
    AND (empty({regions:Array(String)}) OR region_code IN {regions:Array(String)})
    AND ({unit:String} = '' OR unit = {unit:String})
    AND (empty({departments:Array(String)}) OR department IN {departments:Array(String)})
