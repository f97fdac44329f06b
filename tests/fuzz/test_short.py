"""A short `make fuzz`: every parser reads some nonsense, and refuses it or makes something of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import pytest

from hub.errors import ConfigError
from hub.platforms import Platform
from tests.crawlers.interfaces import INTERFACES
from tests.fuzz import files
from tests.fuzz.interfaces import Refused, seeds, visiting
from tests.fuzz.run import fuzz
from tests.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_parser_reads_or_refuses_whatever_comes(target: Target) -> None:
    result = fuzz(target, 60, seed=2)
    assert result.crashes == {}
    assert 0 < result.inputs == 60


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_is_good_is_not_refused(target: Target) -> None:
    for seed in target.seeds:
        target.read(seed)


_TIME = re.compile(rb'(expires_in|time)": \d+')
FOUND = {
    "a text in no encoding": lambda answer: answer.replace(b'": "', b'": "\xa1'),
    "a number that is no time": lambda answer: _TIME.sub(rb'\1": 18446744073709551616', answer),
    "a position that is none": lambda answer: answer.replace(b"idx=1", b"idx=1sn"),
    "an address that is none": lambda answer: answer.replace(b"mp.weixin.qq.com", b"[x"),
}
"""What once was a mistake of ours."""


@pytest.mark.parametrize("name", INTERFACES)
@pytest.mark.parametrize("change", FOUND.values(), ids=FOUND)
def test_what_was_found_once_stays_mended(name: Platform, change: Callable[[bytes], bytes]) -> None:
    for good in seeds(name):
        with suppress(Refused):
            visiting(name)(change(good))


def test_credentials_in_no_encoding_are_refused() -> None:
    with pytest.raises(ConfigError, match="is no JSON"):
        files.credentials(b'{"a": {"appid": "\xa1"}}')


def test_the_shares_make_a_whole() -> None:
    assert sum(target.share for target in TARGETS) == pytest.approx(1)
