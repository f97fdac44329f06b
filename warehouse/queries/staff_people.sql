-- The people entered and not withdrawn; one of them where a login is named.
SELECT
    login,
    name,
    role,
    region_ids,
    department_ids,
    valid_from,
    valid_until
FROM staff_regions FINAL
WHERE NOT withdrawn AND ({login:String} = '' OR login = {login:String})
ORDER BY login
