"""The instant of an export: from its name, its workbook or its file, and the same at every import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.exports.moments import Evidence, KeptMoments, exported_at
from hub.errors import ConfigError
from tests.crawlers.wave import beijing

NOW = beijing("2026-01-10 12:00")
WRITTEN = beijing("2026-01-07 09:30")
NEWEST = beijing("2026-01-06 18:00")


def told(name: str = "数据.csv", made_at: datetime | None = None, written_at: datetime = WRITTEN) -> datetime:
    return exported_at(Evidence(name, written_at, made_at, NEWEST), NOW)


def test_a_clock_in_the_name_goes_first() -> None:
    assert told("导出_20260107103015.xlsx", made_at=beijing("2026-01-07 11:00")) == beijing(
        "2026-01-07 10:30:15"
    )
    assert told("导出 2026-01-07 10.30.csv") == beijing("2026-01-07 10:30")


def test_the_workbook_goes_before_the_file() -> None:
    assert told(made_at=beijing("2026-01-07 08:00")) == beijing("2026-01-07 08:00")


def test_a_workbook_older_than_its_newest_post_is_not_believed() -> None:
    assert told(made_at=datetime(2006, 9, 16, tzinfo=UTC)) == WRITTEN


def test_a_day_in_the_name_corrects_a_file_that_was_copied_later() -> None:
    copied = beijing("2026-01-09 20:00")
    assert told("数据 20260101-20260107.csv", written_at=copied) == beijing("2026-01-07 12:00")
    assert told("数据 20260107.csv", written_at=WRITTEN) == WRITTEN


def test_no_export_is_older_than_its_newest_post_or_later_than_now() -> None:
    assert told(written_at=beijing("2026-01-01 00:00")) == NEWEST
    assert told(written_at=beijing("2026-03-01 00:00")) == NOW


def test_an_instant_is_remembered_by_file_and_account(tmp_path: Path) -> None:
    path = tmp_path / "var" / "imports.json"
    moments = KeptMoments(path)
    assert moments.of("digest", "county-one") is None
    moments.keep("digest", "county-one", WRITTEN)
    assert KeptMoments(path).of("digest", "county-one") == WRITTEN
    assert KeptMoments(path).of("digest", "county-two") is None


def test_a_damaged_memory_is_named(tmp_path: Path) -> None:
    (tmp_path / "imports.json").write_text("{")
    with pytest.raises(ConfigError, match="已损坏"):
        KeptMoments(tmp_path / "imports.json")
