"""Fixtures of the crawlers' tests: a platform on loopback and waves over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawlers.loopback import Loopback
from tests.crawlers.wave import Wave


@pytest.fixture
def platform() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def wave(platform: Loopback, tmp_path: Path) -> Wave:
    return Wave(platform, tmp_path)
