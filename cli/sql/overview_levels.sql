-- The table `fenghuo up` ends with: output, adoption and silence of each level, side by side.
SELECT
    output.level_name AS `级别`,
    output.accounts AS `账号`,
    output.posts_30d AS `近30天作品`,
    round(output.posts_per_account_week_30d, 2) AS `每账号每周`,
    concat(toString(adoption.adopters_72h), '/', toString(adoption.eligible)) AS `72小时转载`,
    round(100 * adoption.adoption_rate_72h, 1) AS `转载率%`,
    round(100 * adoption.drop_off, 1) AS `较上级衰减%`,
    silence.silent_accounts AS `静默账号`,
    silence.unknown_accounts AS `未知账号`,
    silence.not_gathered_accounts AS `未接入账号`,
    if(output.level = 'county', toString(silence.counties_stalled), '') AS `停更县`,
    if(output.level = 'county', toString(silence.counties_blank), '') AS `空白县`
FROM v_output_by_level AS output
LEFT JOIN v_adoption_by_level AS adoption ON adoption.level = output.level
LEFT JOIN v_silent_by_level AS silence ON silence.level = output.level
ORDER BY output.level_order
