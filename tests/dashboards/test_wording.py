"""The words of Superset's interface that we put in place of its own."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
import superset as superset_package

from dashboards.wording import WORDS
from tests.dashboards.conftest import RunningSuperset

CATALOGUE = Path(superset_package.__file__).parent / "translations" / "zh" / "LC_MESSAGES" / "messages.json"


def test_every_word_of_ours_stands_for_one_that_superset_has() -> None:
    words = json.loads(CATALOGUE.read_text(encoding="utf-8"))["locale_data"]["superset"]
    assert set(WORDS) <= set(words)


@pytest.mark.slow
def test_the_language_pack_says_them_and_keeps_the_rest(superset: RunningSuperset) -> None:
    base = f"http://127.0.0.1:{superset.settings.superset_port}"
    words = httpx.get(f"{base}/superset/language_pack/zh/").json()["locale_data"]["superset"]
    assert words["%s record"] == ["%s 条"]
    assert words["Show"] == ["显示"]
