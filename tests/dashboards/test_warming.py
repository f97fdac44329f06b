"""What dashboards asked lately is asked again once new data came, in the person's name."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from dashboards.asked import KEPT_SECONDS, MOST_OF_USER, Asked
from dashboards.warming import warm_ahead
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.doors import Visitor
from tests.warehouse.rows import insert, now
from tests.warehouse.staff import PASSWORD
from warehouse.client import Warehouse

PATIENCE_SECONDS = 60.0


class Clock:
    """A clock that the test sets."""

    now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asked(tmp_path: Path, clock: Clock) -> Asked:
    return Asked(tmp_path / "asked", clock)


def test_the_latest_question_and_the_latest_asker_come_first(asked: Asked, clock: Clock) -> None:
    for user, question in ((1, "a"), (1, "b"), (2, "c"), (1, "a")):
        clock.now += 60
        asked.note(user, {"question": question, "force": True})
    assert [question["question"] for question in asked.questions(1)] == ["a", "b"]
    assert asked.users() == [1, 2]
    assert list(asked.questions(3)) == []


def test_what_nobody_asks_any_more_is_forgotten(asked: Asked, clock: Clock, tmp_path: Path) -> None:
    asked.note(1, {"question": "old"})
    clock.now += KEPT_SECONDS + 1
    assert asked.users() == []
    for number in range(MOST_OF_USER + 1):
        clock.now += 1
        asked.note(1, {"question": number})
    assert [question["question"] for question in asked.questions(1)] == [*range(MOST_OF_USER, 0, -1)]
    assert len(list((tmp_path / "asked" / "1").iterdir())) == MOST_OF_USER


def test_nothing_is_asked_before_superset_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SUPERSET_WARM_SECONDS", "0.05")
    warm_ahead(Flask("not yet served"), tmp_path)
    time.sleep(0.5)
    assert not (tmp_path / "warming.lock").exists()
    assert caplog.records == []


@pytest.mark.slow
def test_after_new_data_came_an_answer_is_computed_before_somebody_asks(
    superset: RunningSuperset, staffed: object, province: Warehouse
) -> None:
    leader = Visitor(superset, "lingdao", PASSWORD)
    dataset = leader.listed("dataset")["posts"]

    def answer() -> dict[str, Any]:
        asked = leader.data(dataset, ["account_id"], form_data={"dashboardId": 1}, row_limit=7)
        assert asked.status_code == 200, asked.text
        result: dict[str, Any] = asked.json()["result"][0]
        return result

    answer()
    computed_at = answer()["cached_dttm"]
    progress = {"topic": "posts", "partition": 0, "end_offset": 9, "committed_offset": 9, "lag": 0}
    insert(province, "stream_lag", {"measured_at": now(), **progress})
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (later := answer())["cached_dttm"] == computed_at:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert later["is_cached"]
    assert later["cached_dttm"] > computed_at
