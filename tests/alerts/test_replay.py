"""The replay jumps from change to change, and says what judging every hour would have said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.evaluator import Evaluator
from alerts.facts import History
from alerts.history_files import read_history_files
from alerts.replay import Judged, Ledger, replay
from hub.clock import BEIJING
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER

START = datetime(2026, 1, 20, 3, 0, tzinfo=UTC)
HOURS = 24 * 75
ROSTER = load_roster(EXAMPLE_ROSTER)
LISTED = [account.account_id for account in ROSTER.accounts if account.platform == "weibo"][-3:]


def hours() -> st.SearchStrategy[float]:
    return st.floats(0, HOURS, allow_nan=False)


@st.composite
def accounts(draw: st.DrawFn) -> tuple[list[tuple[float, float | None]], list[tuple[float, bool]] | None]:
    """The posts (hour, hour of deletion) and visits (hour, success) of one account."""
    every, until = draw(st.sampled_from([6, 20, 26, 70, 200])), draw(hours())
    posts = [hour + draw(st.floats(0, 5)) for hour in range(0, int(until), every)]
    posts += draw(st.lists(hours(), max_size=4))
    lives = [draw(st.none() | st.floats(0, 30)) if len(posts) < 12 else None for _ in posts]
    gone = [life if life is None else hour + life for hour, life in zip(posts, lives, strict=True)]
    if draw(st.booleans()):
        return list(zip(posts, gone, strict=True)), None
    step = draw(st.sampled_from([1, 5, 12, 24, 31]))
    troubles = draw(st.lists(st.tuples(hours(), st.floats(0, 200)), max_size=3))
    shift = draw(st.floats(0, 1))
    visits = [
        (hour + shift, not any(begin <= hour < begin + length for begin, length in troubles))
        for hour in range(0, HOURS, step)
    ]
    return list(zip(posts, gone, strict=True)), visits


def write_files(directory: Path, drawn: list[object]) -> tuple[Path, Path]:
    posts, crawls = ["account_id,published_at,deleted_at"], ["account_id,finished_at,outcome"]
    for name, (account_posts, visits) in zip([*LISTED, "own-1", "own-2"], drawn, strict=False):  # type: ignore[misc]
        posts += [f"{name},{at(hour)},{at(gone) if gone else ''}" for hour, gone in account_posts]
        crawls += [f"{name},{at(hour)},{'ok' if ok else 'network'}" for hour, ok in visits or ()]
    (directory / "posts.csv").write_text("\n".join(posts), encoding="utf-8")
    (directory / "crawls.csv").write_text("\n".join(crawls), encoding="utf-8")
    return directory / "posts.csv", directory / "crawls.csv"


def at(hour: float) -> str:
    return (START + timedelta(seconds=round(hour * 3600))).astimezone(BEIJING).isoformat()


def every_hour(history: History, until: datetime) -> list[Judged]:
    """What an evaluator that runs every hour says."""
    evaluator, ledger, known = Evaluator(), Ledger(), {}
    now = START.replace(minute=0) - timedelta(days=1)
    while now <= until:
        for episode in evaluator.judge(history.at(now), known, now):
            known[episode.episode_id] = episode
            ledger.note(episode, now)
        now += timedelta(hours=1)
    return sorted(ledger.rows, key=lambda row: (row.opened_at, row.account_id, row.rule))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(drawn=st.lists(accounts(), min_size=1, max_size=5))
def test_jumping_from_change_to_change_says_what_judging_every_hour_says(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[object]
) -> None:
    posts, crawls = write_files(tmp_path_factory.mktemp("files"), drawn)
    until = START + timedelta(hours=HOURS)
    history, _ = read_history_files(posts, crawls, ROSTER, until)
    jumped = replay(history, until, Evaluator())
    walked = every_hour(history, until)
    assert [said(row) for row in jumped] == [said(row) for row in walked]


def said(row: Judged) -> tuple[object, ...]:
    return (row.account_id, row.rule, row.level, row.opened_at, row.closed_at)
