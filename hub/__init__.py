"""What everyone shares: records, roster, settings, clock and errors. Imports nothing of ours."""
