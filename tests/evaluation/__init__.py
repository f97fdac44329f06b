"""Measurements against real material, each a command: `python -m tests.evaluation.<name>`."""
