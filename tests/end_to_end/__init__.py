"""Whole hubs, from the platforms to what staff see."""

import pytest

pytest.register_assert_rewrite("tests.end_to_end.claims")
