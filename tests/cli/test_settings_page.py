"""Every setting there is stands in docs/settings.md, with its default's meaning, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

from hub.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_settings_page_lists_exactly_the_settings_there_are() -> None:
    listed = set(re.findall(r"^\| `(FENGHUO_[A-Z_]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == {PREFIX + name.upper() for name in Settings.model_fields}
