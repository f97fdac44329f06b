"""A short `make fuzz`: every parser reads some nonsense, and refuses it or makes something of it."""

from __future__ import annotations

import pytest

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


def test_the_shares_make_a_whole() -> None:
    assert sum(target.share for target in TARGETS) == pytest.approx(1)
