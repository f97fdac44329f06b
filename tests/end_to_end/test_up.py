"""A hub on one machine from its first start to its last: started, stopped, killed, started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from hub.settings import EXAMPLE_ROSTER
from tests.end_to_end.waiting import wait_for
from tests.running_hub import RunningHub

pytestmark = pytest.mark.slow

FEW_DAYS = ("--demo", "--days", "12", "--no-dashboards")
FIGURES = (
    "SELECT (SELECT count() FROM v_posts) AS posts, (SELECT count() FROM v_metrics) AS figures,"
    " (SELECT count() FROM v_adoptions) AS adoptions"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("一台 机器") / "var"


@pytest.fixture(scope="module")
def hub(data: Path) -> Iterator[RunningHub]:
    """A running hub that has gathered a few days and goes on live."""
    running = RunningHub(data, *FEW_DAYS)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


def test_the_terminal_shows_each_step_with_its_time_the_levels_and_the_alerts(hub: RunningHub) -> None:
    steps = [line for line in hub.text.splitlines() if line.startswith("✓")]
    assert [step.split("  ")[0] for step in steps] == [
        "✓ Roster, ports and disk checked",
        "✓ Demo province answers",
        "✓ Warehouse answers, tables and roster are up to date",
        "✓ Past days of the province gathered",
        "✓ Everything gathered is in the warehouse",
        "✓ Other channels and surveys handed in",
        "✓ Releases matched, silences judged",
    ]
    assert all(step.endswith(" s") for step in steps)
    for words in ("省 → 市 → 县", "省级", "市级", "县级", "7 天触达", "未关闭的预警", "Stop with Ctrl-C"):
        assert words in hub.text


def test_a_second_start_on_the_same_data_is_refused_in_one_sentence(hub: RunningHub) -> None:
    second = hub.run("up", *FEW_DAYS)
    assert second.returncode == 73
    assert second.stderr.strip().count("\n") == 0
    assert f"already runs on {hub.data}" in second.stderr
    assert f"process {hub.process.pid}" in second.stderr


def test_every_room_has_its_line_in_the_status(hub: RunningHub) -> None:
    status = hub.run("status")
    assert status.returncode == 0
    for room in ("台账", "采集", "数据流", "仓库", "转载匹配", "预警", "看板"):
        assert room in status.stdout
    assert "116 个账号" in status.stdout


def test_a_process_that_is_killed_is_started_again_and_goes_on(hub: RunningHub) -> None:
    before = figures(hub)
    loader = child(hub, "load")
    loader.kill()
    wait_for(lambda: child(hub, "load").pid not in (loader.pid, hub.process.pid))
    assert "The process loader ended with code -9" in hub.text
    assert at_least(figures(hub), before)


def test_ctrl_c_stops_everything(hub: RunningHub) -> None:
    processes = psutil.Process(hub.process.pid).children(recursive=True)
    assert len(processes) >= 5
    assert hub.stop() == 0
    assert "Stopped. What was gathered is kept" in hub.text
    assert [process for process in processes if process.is_running()] == []
    for port in hub.ports.values():
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=1)


def test_what_was_gathered_survives_a_stop_and_a_kill(hub: RunningHub, data: Path) -> None:
    hub.stop()
    province = (data / "demo" / "province.json").read_bytes()
    second = RunningHub(data, *FEW_DAYS)
    try:
        second.wait_until_ready()
        known = figures(second)
        assert known["posts"] > 100
        kill_as_a_power_cut_would(second)
    finally:
        second.stop()
    third = RunningHub(data, *FEW_DAYS)
    try:
        third.wait_until_ready()
        assert at_least(figures(third), known)
        assert (data / "demo" / "province.json").read_bytes() == province
    finally:
        third.stop()


def test_a_taken_port_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = RunningHub(tmp_path, *FEW_DAYS, FENGHUO_CLICKHOUSE_PORT=str(port))
        assert refused.wait() == 73
    assert f"Port {port} on 127.0.0.1 is taken" in refused.text
    assert "FENGHUO_CLICKHOUSE_PORT" in refused.text


def test_a_roster_with_mistakes_stops_the_start(tmp_path: Path) -> None:
    roster = tmp_path / "台账"
    shutil.copytree(EXAMPLE_ROSTER, roster)
    accounts = roster / "accounts.csv"
    accounts.write_text(accounts.read_text(encoding="utf-8").replace(",wechat,", ",wechatt,", 1), "utf-8")
    refused = RunningHub(tmp_path / "var", "--roster", str(roster))
    assert refused.wait() == 2
    assert "accounts.csv" in refused.text
    assert "Traceback" not in refused.text


def test_rules_of_a_website_that_is_not_on_the_roster_stop_the_start(tmp_path: Path) -> None:
    roster = tmp_path / "台账"
    shutil.copytree(EXAMPLE_ROSTER, roster)
    (roster / "sites" / "nobody.yaml").write_text("list: {}\n", encoding="utf-8")
    refused = RunningHub(tmp_path / "var", "--roster", str(roster))
    assert refused.wait() == 2
    assert "nobody.yaml" in refused.text


def test_too_little_space_is_said_before_anything_starts(tmp_path: Path) -> None:
    refused = RunningHub(tmp_path, *FEW_DAYS, FENGHUO_MIN_FREE_BYTES=str(10**18))
    assert refused.wait() == 74
    assert "free some space" in refused.text


def test_a_disk_that_fills_up_stops_the_hub_which_says_so_and_loses_nothing(small_disk: Path) -> None:
    settings = {"FENGHUO_MIN_FREE_BYTES": "60000000"}
    data = small_disk / "var"
    hub = RunningHub(data, *FEW_DAYS, **settings)
    try:
        hub.wait_until_ready()
        known = figures(hub)
        fill(small_disk, leaving=40_000_000)
        assert hub.wait() == 74
        # Whoever meets it first says so: the stream or the warehouse.
        assert "make room" in hub.text or "free some and start again" in hub.text
    finally:
        hub.stop()
    (small_disk / "ballast").unlink()
    again = RunningHub(data, *FEW_DAYS, **settings)
    try:
        again.wait_until_ready()
        assert at_least(figures(again), known)
    finally:
        again.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with 600 MB, which only root can make."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk to fill")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600m", "tmpfs", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path, leaving: int) -> None:
    """Take up the disk's space but for so many bytes."""
    with (disk / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - leaving)


def figures(hub: RunningHub) -> dict[str, int]:
    """How much is in the warehouse."""
    [row] = hub.sql(FIGURES)
    return {name: int(value) for name, value in row.items()}


def at_least(now: dict[str, int], before: dict[str, int]) -> bool:
    """Whether nothing has become less."""
    return all(now[name] >= before[name] for name in before)


def child(hub: RunningHub, command: str) -> psutil.Process:
    """The hub's process that runs `fenghuo <command>`; the hub's own where there is none now."""
    for process in psutil.Process(hub.process.pid).children():
        with suppress(psutil.NoSuchProcess):  # what has just ended counts as gone
            if process.cmdline()[-1:] == [command]:
                return process
    return psutil.Process(hub.process.pid)


def kill_as_a_power_cut_would(hub: RunningHub) -> None:
    """End everything at once, without a word."""
    processes = [hub.process, *psutil.Process(hub.process.pid).children(recursive=True)]
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
    hub.process.wait()
