"""Sheets that people fill in by our templates: other channels than posts, and awareness surveys."""
