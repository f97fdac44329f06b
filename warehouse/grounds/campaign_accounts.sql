-- Who is expected to take part in each campaign.
SELECT campaign_id, first_day, last_day, account_id, platform, level, region_code, department, unit
FROM v_campaign_accounts
