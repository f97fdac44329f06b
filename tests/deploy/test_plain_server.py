"""What stands in deploy/ fits the program: commands, settings and exit codes are those there are."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import COMMANDS, app
from hub.errors import AlreadyRunning, ConfigError, DiskFull, PortTaken, Unavailable
from hub.settings import PREFIX, load_settings

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def unit_of(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment]  # names of systemd are written in capitals
    parser.read(path, encoding="utf-8")
    return parser


def examples() -> Iterator[tuple[str, str]]:
    """Name and value of every line of the example that is a setting."""
    for line in (DEPLOY / "fenghuo.env.example").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name, shlex.split(value)[0]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_a_command_there_is_with_options_it_takes(path: Path) -> None:
    program, command, *options = shlex.split(unit_of(path)["Service"]["ExecStart"])
    assert program == "/opt/fenghuo/.venv/bin/fenghuo"
    assert command in COMMANDS
    known = CliRunner(env={"COLUMNS": "200"}).invoke(app, [command, "--help"]).output
    assert all(option in known for option in options)


def test_the_hub_is_not_started_again_where_a_person_must_act_first() -> None:
    service = unit_of(DEPLOY / "systemd" / "fenghuo.service")["Service"]
    codes = {int(code) for code in service["RestartPreventExitStatus"].split()}
    assert codes == {kind.exit_code for kind in (ConfigError, AlreadyRunning, PortTaken, DiskFull)}
    assert Unavailable.exit_code not in codes


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_has_no_rights_it_does_not_need(path: Path) -> None:
    service = unit_of(path)["Service"]
    assert (service["User"], service["ProtectSystem"], service["NoNewPrivileges"]) == (
        "fenghuo",
        "strict",
        "yes",
    )
    assert dict(examples())["FENGHUO_DATA"] == service["ReadWritePaths"]


def test_the_example_names_only_settings_there_are_and_no_secret() -> None:
    named = dict(examples())
    load_settings(named)
    assert all(name.startswith(PREFIX) for name in named)
    assert not any(word in name for name in named for word in ("PASSWORD", "KEY", "WEBHOOK", "MAIL"))


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not there; install it with: apt-get install systemd")
    for unit in UNITS:  # as on a machine where the program is installed, and with a user it has
        text = unit.read_text(encoding="utf-8")
        text = text.replace("/opt/fenghuo/.venv/bin/fenghuo", "/bin/true").replace("=fenghuo\n", "=root\n")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / unit.name) for unit in UNITS]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
