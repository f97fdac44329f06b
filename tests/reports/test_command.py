"""`fenghuo report` as a person uses it: the same bytes each time, and one sentence for a mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from dashboards.reports import fonts
from dashboards.reports.making import MadeReport, write_report
from hub.errors import Unavailable
from hub.settings import Settings
from tests.warehouse.embedded import environment_of
from warehouse.client import Warehouse


@pytest.fixture
def environment(november: Warehouse, november_settings: Settings) -> dict[str, str]:
    """The environment of a command on the November of `county_world`."""
    named = {"FENGHUO_CLICKHOUSE_DATABASE": november_settings.clickhouse_database}
    return environment_of(november_settings) | named


def run(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments], env=environment)


def test_the_same_data_give_the_same_bytes(
    environment: dict[str, str], weekly: MadeReport, tmp_path: Path
) -> None:
    """Made here, and by a process that hashes differently and lives elsewhere."""
    elsewhere = environment | {"PYTHONHASHSEED": "1", "TZ": "America/New_York"}
    command = [sys.executable, "-m", "cli", "report", "weekly", "--week", "2025-W47", "--out", str(tmp_path)]
    done = subprocess.run(command, env=elsewhere, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "某省-周报-2025-W47.docx": weekly.word,
        "某省-周报-2025-W47.html": weekly.page,
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["daily", "--day", "2999-01-01"], "is not over"),
        (["weekly", "--week", "2025-47"], "is no week"),
        (["daily", "--day", "2025-11-18", "--as-of", "2025-11-18T12:00"], "--as-of"),
        (["daily", "--day", "2025-11-18", "--as-of", "2999-01-01"], "--as-of"),
        (["daily", "--day", "2025-11-18", "--unit", "单位1301"], "did you mean 单位130100"),
        (["daily", "--day", "2025-11-18", "--region", "甲"], "did you mean 甲市"),
        (["daily", "--day", "2025-11-18", "--region", "999999"], "There is no region"),
        (["monthly", "--month", "2025-11", "--department", "educaton"], "did you mean education"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_and_nothing_is_written(
    environment: dict[str, str], tmp_path: Path, arguments: list[str], words: str
) -> None:
    result = run(environment, *arguments, "--out", str(tmp_path / "out"))
    assert result.exit_code != 0
    assert words in str(result.exception)
    assert "\n" not in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_without_a_chinese_font_one_sentence_says_what_to_install(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts.shutil, "which", lambda _: None)
    monkeypatch.setattr(fonts, "findSystemFonts", list)
    fonts.chart_font.cache_clear()
    try:
        result = run(environment, "daily", "--day", "2025-11-18", "--out", str(tmp_path / "out"))
    finally:
        fonts.chart_font.cache_clear()
    assert "fonts-noto-cjk" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_told(weekly: MadeReport, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(Unavailable, match="cannot be written"):
        write_report(weekly, tmp_path / "out")
