"""Evaluators killed at any step, or running beside others, lose no alert and repeat none beyond the bound."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from alerts.engine import catch_up, evaluate
from alerts.episodes import find_episodes, open_episodes, write_episodes
from alerts.notify import open_notifier
from hub.killpoints import ARMED
from hub.settings import Settings
from tests.alerts.happenings import SHIJIAZHUANG, Happenings, beijing
from tests.alerts.receiver import Receiver, receiving
from tests.warehouse.embedded import ServerProcess, environment_of
from warehouse.client import connect

pytestmark = pytest.mark.slow

ACCOUNT = "zhengding-fire-wechat"
_EVALUATOR = """
import sys
from datetime import datetime
from alerts.engine import catch_up
from alerts.notify import open_notifier
from hub.settings import load_settings
from warehouse.client import connect
settings = load_settings()
warehouse = connect(settings)
notifier = open_notifier(settings, warehouse)
for at in sys.argv[1:]:
    catch_up(warehouse, datetime.fromisoformat(at))
    notifier.round(datetime.fromisoformat(at))
"""
TIMES = [beijing(at) for at in ("2026-06-08 15:00", "2026-06-15 12:00", "2026-06-18 12:00")]
STAGES = ["veto_notice", "veto", "recovered"]

Evaluator = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def silent(province: Happenings) -> Happenings:
    """An account that posted on 1 June and again on 17 June, visited every day."""
    province.account(ACCOUNT, SHIJIAZHUANG)
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    province.post(ACCOUNT, beijing("2026-06-17 10:00"))
    province.visited_daily(ACCOUNT, beijing("2026-06-01 11:00"), beijing("2026-06-18 11:00"))
    return province


@pytest.fixture
def evaluator(silent: Happenings, warehouse_server: ServerProcess, receiver: Receiver) -> Evaluator:
    """Start a process that judges and tells at these times; `armed` is the step at which it dies."""
    settings: Settings = warehouse_server.settings

    def start(*times: datetime, armed: str = "") -> subprocess.Popen[bytes]:
        environment = environment_of(settings) | {"FENGHUO_WEBHOOK": receiver.address, ARMED: armed}
        environment |= {"FENGHUO_CLICKHOUSE_PASSWORD": settings.secret("clickhouse_password")}
        command = [sys.executable, "-c", _EVALUATOR, *(at.isoformat() for at in times)]
        return subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)

    return start


def stages(receiver: Receiver) -> list[str]:
    return [stage for _, stage in receiver.told]


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("alerts.judged", 2),
        ("alerts.recorded", 2),
        ("alerts.kept", 2),
        ("alerts.composed", 4),
        ("alerts.written", 4),
        ("alerts.claimed", 4),
        ("alerts.sent", 3),
        ("alerts.sent", 4),
        ("alerts.settled", 4),
    ],
)
def test_killed_at_a_step_nothing_is_lost_and_at_most_the_one_message_in_hand_comes_twice(
    evaluator: Evaluator, receiver: Receiver, silent: Happenings, step: str, count: int
) -> None:
    assert evaluator(*TIMES, armed=f"{step}:{count}").wait(timeout=120) == -signal.SIGKILL
    # There are two recipients, the log and the webhook: their fourth message is of the second time.
    again = [TIMES[1] + timedelta(minutes=minutes) for minutes in (1, 6)]
    assert evaluator(*again, *TIMES[2:]).wait(timeout=120) == 0
    twice = ["veto"] if (step, count) == ("alerts.sent", 4) else []
    assert stages(receiver) == ["veto_notice", "veto", *twice, "recovered"]
    keys = [arrival.key for arrival in receiver.arrivals]
    assert len(set(keys)) == len(STAGES)
    marked = [message["key"] for message in receiver.messages if message.get("may_be_repeated")]
    assert marked == ([keys[1]] if step in ("alerts.claimed", "alerts.sent") and count == 4 else [])
    assert history(silent) == ["opened", "escalated", "escalated", "escalated", "closed"]


def test_several_evaluators_at_once_tell_everything_once(
    silent: Happenings, warehouse_server: ServerProcess, receiver: Receiver
) -> None:
    webhook = {"webhook": SecretStr(receiver.address)}
    settings = warehouse_server.settings.model_copy(update=webhook)
    together = threading.Barrier(4)

    def judge_and_tell() -> None:
        with closing(connect(settings)) as warehouse:
            notifier = open_notifier(settings, warehouse)
            for at in TIMES:
                together.wait(timeout=60)
                catch_up(warehouse, at)
                notifier.round(at)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(judge_and_tell) for _ in range(4)]:
            done.result()
    assert stages(receiver) == STAGES
    episodes = silent.warehouse.query("SELECT closed_as, reached_veto FROM alert_episodes FINAL")
    assert episodes == [{"closed_as": "recovered", "reached_veto": True}]
    assert history(silent) == ["opened", "escalated", "escalated", "escalated", "closed"]


def test_two_evaluators_on_both_sides_of_midnight_leave_one_episode_open(
    silent: Happenings, receiver: Receiver, warehouse_server: ServerProcess
) -> None:
    before, after = beijing("2026-06-08 23:59"), beijing("2026-06-09 00:01")
    warehouse = silent.warehouse
    first = evaluate(warehouse, before)
    warehouse.command("TRUNCATE TABLE alert_episodes")
    second = evaluate(warehouse, after)
    write_episodes(warehouse, first)
    assert len(open_episodes(warehouse)) == 2
    evaluate(warehouse, beijing("2026-06-09 00:04"))
    assert [episode.episode_id for episode in open_episodes(warehouse)] == [first[0].episode_id]
    [merged] = find_episodes(warehouse, second[0].episode_id)
    assert merged.closed_as == "merged"


def history(province: Happenings) -> list[object]:
    rows = province.warehouse.query("SELECT kind FROM alert_history FINAL ORDER BY at, entry_id")
    return [row["kind"] for row in rows]
