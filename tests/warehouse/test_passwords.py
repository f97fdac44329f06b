"""Passwords: what is kept of them, and which are not taken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.security import check_password_hash

from hub.errors import ConfigError
from warehouse.passwords import fresh_password, hashed, matches, require_good, server_hashed

GOOD = "correct horse 电池"


def test_a_hash_fits_its_password_only_and_is_read_by_superset() -> None:
    kept = hashed(GOOD)
    assert matches(GOOD, kept)
    assert check_password_hash(kept, GOOD)
    assert not matches(GOOD + " ", kept)
    assert GOOD not in kept
    assert hashed(GOOD) != kept


def test_a_servers_hash_is_bcrypts() -> None:
    assert server_hashed(GOOD).startswith("$2a$12$")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_hash_that_cannot_be_read_fits_nothing(kept: str) -> None:
    assert not matches(GOOD, kept)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaa", "xx-zhangsan-xxyz", "很" * 30])
def test_a_password_that_is_easily_guessed_is_refused_without_being_repeated(weak: str) -> None:
    with pytest.raises(ConfigError) as refused:
        require_good(weak, "zhangsan")
    assert weak not in refused.value.sentence


def test_a_fresh_password_is_good_and_new_each_time() -> None:
    made = {fresh_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        require_good(password, "zhangsan")
