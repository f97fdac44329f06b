-- What a report stands on: the newest figure before the cutoff, and the number of the newest migration.
SELECT
    (SELECT max(toNullable(observed_at)) FROM metrics WHERE observed_at <= {cutoff:DateTime64(3, 'UTC')}
        AND account_id IN (SELECT account_id FROM scope)) AS last_figure_at,
    (SELECT max(version) FROM schema_migrations) AS migration
