"""A history written down in Beijing time, and what the replay says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from alerts.evaluator import Evaluator
from alerts.history_files import read_history_files
from alerts.replay import Judged, replay
from alerts.thresholds import Thresholds, default_thresholds
from hub.clock import BEIJING
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER

ROSTER = load_roster(EXAMPLE_ROSTER)


class Told:
    """A history in two files, to be judged."""

    def __init__(self, directory: Path) -> None:
        self.posts_file, self.crawls_file = directory / "posts.csv", directory / "crawls.csv"
        self._posts = ["account_id,published_at,deleted_at"]
        self._crawls = ["account_id,finished_at,outcome"]

    def post(self, account_id: str, time: str | datetime, deleted: str = "") -> None:
        self._posts.append(f"{account_id},{_iso(time)},{_iso(deleted) if deleted else ''}")

    def posts(self, account_id: str, times: Iterable[datetime]) -> None:
        for time in times:
            self.post(account_id, time)

    def visits(self, account_id: str, times: Iterable[datetime], outcome: str = "ok") -> None:
        self._crawls += [f"{account_id},{_iso(time)},{outcome}" for time in times]

    def judged(self, until: str, *rules: str, thresholds: Thresholds | None = None) -> list[Judged]:
        """What was said up to a time, of some rules or of all."""
        self.write()
        crawls = self.crawls_file if len(self._crawls) > 1 else None
        history, _ = read_history_files(self.posts_file, crawls, ROSTER, _instant(until))
        said = replay(history, _instant(until), Evaluator(thresholds or default_thresholds()))
        return [one for one in said if not rules or one.rule in rules]

    def write(self) -> None:
        self.posts_file.write_text("\n".join(self._posts) + "\n", encoding="utf-8")
        self.crawls_file.write_text("\n".join(self._crawls) + "\n", encoding="utf-8")


def daily(first: str, last: str, hours: Iterable[int] = (10,)) -> Iterator[datetime]:
    """Every day from one to another, at hours of Beijing."""
    day, end = _instant(f"{first} 00:00"), _instant(f"{last} 23:59")
    while day <= end:
        for hour in hours:
            yield day + timedelta(hours=hour)
        day += timedelta(days=1)


def weekdays(first: str, last: str, wanted: Iterable[int] = range(5)) -> Iterator[datetime]:
    """The same on some weekdays only; Monday is 0."""
    chosen = set(wanted)
    return (time for time in daily(first, last) if time.weekday() in chosen)


def opened(said: Iterable[Judged]) -> list[tuple[str, str]]:
    """Rule and Beijing time of each."""
    return [(one.rule, _shown(one.opened_at)) for one in said]


def spans(said: Iterable[Judged]) -> list[tuple[str, str]]:
    """From when to when each held, Beijing time; "" while it still does."""
    return [(_shown(one.opened_at), _shown(one.closed_at) if one.closed_at else "") for one in said]


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def _iso(time: str | datetime) -> str:
    return (time if isinstance(time, datetime) else _instant(time)).isoformat()


def _shown(instant: datetime) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
