-- What each account published in each full week, and whether it is known.
SELECT
    * REPLACE (CAST(known, 'Bool') AS known),
    CAST(week >= toMonday(toDate(now64(3), 'Asia/Shanghai')) - 84, 'Bool') AS in_twelve_weeks
FROM v_account_weeks
