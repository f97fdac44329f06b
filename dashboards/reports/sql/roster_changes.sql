-- Accounts of the reader's region, unit and department that came on the roster in the period, or left it.
SELECT
    account_name,
    platform_name,
    unit,
    toBool(roster_from >= {begin:Date} AND roster_from < {until:Date}) AS joined,
    if(joined, roster_from, assumeNotNull(roster_to)) AS day
FROM v_accounts
WHERE (joined OR ifNull(roster_to >= {begin:Date} AND roster_to < {until:Date}, false))
    AND (empty({regions:Array(String)}) OR region_code IN {regions:Array(String)})
    AND ({unit:String} = '' OR unit = {unit:String})
    AND (empty({departments:Array(String)}) OR department IN {departments:Array(String)})
ORDER BY day, joined, account_id
