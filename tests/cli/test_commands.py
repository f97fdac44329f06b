"""Every command is there, explains itself, and is found where the table of commands says."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import COMMANDS, app
from cli.reference import PAGE, reference
from tests.cli.conftest import Run

runner = CliRunner(env={"COLUMNS": "120"})


def test_the_help_lists_every_command() -> None:
    shown = runner.invoke(app, ["--help"]).output
    assert [name for name in COMMANDS if f"│ {name} " not in shown] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_explains_itself(command: str) -> None:
    shown = runner.invoke(app, [command, "--help"])
    assert shown.exit_code == 0
    assert f" {command} " in shown.output


def test_an_unknown_command_is_refused(fenghuo_alone: Run) -> None:
    refused = fenghuo_alone("nonsense")
    assert refused.returncode == 2
    assert "nonsense" in refused.stderr


def test_a_roster_is_checked_sheet_by_sheet(fenghuo_alone: Run, tmp_path: Path) -> None:
    assert "116 个账号" in fenghuo_alone("roster", "check").stdout
    refused = fenghuo_alone("roster", "check", str(tmp_path))
    assert refused.returncode == 2
    assert "accounts.csv：找不到文件" in refused.stdout


def test_the_reference_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "write it anew with: make reference"
