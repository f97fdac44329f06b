"""`fenghuo new source`: what it writes passes the linters, its test is red, and nothing is overwritten."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from hub.errors import ConfigError

ROOT = Path(__file__).parents[2]
WRITTEN = (
    "crawlers/bulletin.py",
    "tests/crawlers/test_bulletin.py",
    "tests/crawlers/saved/bulletin/README.md",
    "docs/sources/bulletin.md",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "crawlers").mkdir()
    (tmp_path / "crawlers" / "sources.py").touch()
    return tmp_path


def test_it_writes_a_module_a_failing_test_a_folder_and_a_page(checkout: Path) -> None:
    answer = CliRunner().invoke(app, ["new", "source", "bulletin", "--root", str(checkout)])
    assert answer.exit_code == 0, answer.output
    assert all((checkout / path).exists() for path in WRITTEN)
    assert "hub/platforms.py" in answer.output
    assert "$" not in "".join((checkout / path).read_text(encoding="utf-8") for path in WRITTEN)
    shutil.copy(ROOT / "pyproject.toml", checkout)
    for command in (["check"], ["format", "--check"]):
        checked = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."],
            cwd=checkout,
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout


def test_the_written_test_is_red(checkout: Path) -> None:
    CliRunner().invoke(app, ["new", "source", "bulletin", "--root", str(checkout)])
    test = (checkout / WRITTEN[1]).read_text(encoding="utf-8")
    assert "write the first post's title here" in test
    compile(test, WRITTEN[1], "exec")


def test_nothing_is_overwritten(checkout: Path) -> None:
    (checkout / WRITTEN[3]).parent.mkdir(parents=True)
    (checkout / WRITTEN[3]).write_text("mine")
    answer = CliRunner().invoke(app, ["new", "source", "bulletin", "--root", str(checkout)])
    assert isinstance(answer.exception, ConfigError)
    assert (checkout / WRITTEN[3]).read_text() == "mine"
    assert not (checkout / WRITTEN[0]).exists()


@pytest.mark.parametrize("name", ["Bulletin", "1x", "x", "a-b", "../x"])
def test_a_name_that_is_no_code_is_refused(name: str, checkout: Path) -> None:
    answer = CliRunner().invoke(app, ["new", "source", name, "--root", str(checkout)])
    assert isinstance(answer.exception, ConfigError)


def test_elsewhere_it_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["new", "source", "bulletin", "--root", str(tmp_path)])
    assert isinstance(answer.exception, ConfigError)
