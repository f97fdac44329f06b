"""A simulated province: platforms that answer over HTTP like the real ones, with known truth."""
