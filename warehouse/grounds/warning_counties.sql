-- Each county a warning is for, and what became of it there.
SELECT * FROM v_warning_counties
