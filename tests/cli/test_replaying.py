"""`fenghuo replay`: says what it loads again, and how to go on."""

from __future__ import annotations

from hub.clock import SystemClock
from hub.settings import Settings
from nlp.tagger import Tagger
from streams.opening import open_log
from tests.cli.conftest import RunHere
from tests.warehouse.loading import metrics, publish
from warehouse.client import connect
from warehouse.loader import Loader


def test_a_replay_says_what_it_did_and_how_to_go_on(fenghuo_here: RunHere, machine: Settings) -> None:
    assert "无需重放" in fenghuo_here("replay", "--from", "1d").stdout
    log = open_log(machine)
    publish(log, metrics(901), metrics(902))
    Loader(log, connect(machine), Tagger(), SystemClock()).drain()
    log.close()
    told = fenghuo_here("replay", "--from", "2020-01-01").stdout
    assert "fenghuo replay --from 2019-12-31T16:00:00Z" in told
    assert "已重放 2 条记录（2020-01-01 00:00:00 起）" in told
    assert "无需重放" in fenghuo_here("replay", "--from", "2999-01-01").stdout


def test_a_replay_needs_a_time(fenghuo_here: RunHere) -> None:
    assert fenghuo_here("replay").exit_code == 2
