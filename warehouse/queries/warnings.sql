-- One warning that was entered and not withdrawn.
SELECT
    warning_id, title, risk, issued_at, expires_at, in_working_hours, regions, releases, entered_by, entered_at, withdrawn
FROM warnings FINAL
WHERE warning_id = {warning_id:String} AND NOT withdrawn
