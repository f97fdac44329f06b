-- The accounts that live by export, the latest first, and how late each is.
SELECT
    account_id,
    days_late,
    if(state = 'never', '从未交过', concat('迟 ', toString(days_late), ' 天')) AS told
FROM v_export_due
ORDER BY days_late DESC, account_id
