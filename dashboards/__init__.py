"""Superset: its configuration, the dashboards as code, and what brings both up."""
