-- The accounts that are expected in one campaign.
SELECT account_id FROM v_campaign_accounts WHERE campaign_id = {campaign_id:String}
