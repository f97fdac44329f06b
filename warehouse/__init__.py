"""ClickHouse: migrations, client, embedded server, loader, and the measures as SQL in files."""
