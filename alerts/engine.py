"""Judging: at one instant, or day by day through the time in which nobody judged.

Writes are idempotent (see episodes.py), so several evaluators may run, and one that died begins again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from alerts.episodes import Episode, doubles, episodes_since, write_episodes
from alerts.evaluator import Evaluator, apply
from alerts.history import Entry, entry_between, keep_entries
from alerts.rules import COLLECTOR, FORTNIGHT
from alerts.surroundings import Surroundings
from alerts.tasks import load_tasks
from alerts.thresholds import load_thresholds, parents_of
from alerts.warehouse_history import read_history
from hub.clock import beijing_day, require_utc, start_of_beijing_day
from hub.killpoints import reached
from hub.roster import load_roster
from hub.settings import Settings
from warehouse.client import Warehouse

JUDGED_AT: Final = timedelta(hours=9)
"""The hour of a Beijing day at which a missed day is judged."""
MAX_DAYS: Final = 200
"""How many missed days are judged afterwards; older ones are let go."""

_SQL: Final = Path(__file__).parent / "sql"
_FIGURES: Final = "figures"
_SAME_DAY: Final = timedelta(days=2)


@dataclass(frozen=True)
class Judging:
    """What judges: the rules of silence, and those that go by the warehouse's figures."""

    evaluator: Evaluator = field(default_factory=Evaluator)
    surroundings: Surroundings = field(default_factory=Surroundings)

    @classmethod
    def of(cls, settings: Settings) -> Judging:
        """With a deployment's own thresholds and tasks. Raises ConfigError."""
        regions = load_roster(settings.roster).regions
        parents = parents_of({code: region.parent_code for code, region in regions.items()})
        thresholds = load_thresholds(settings.thresholds).under(parents)
        return cls(Evaluator(thresholds), Surroundings(thresholds, load_tasks(settings.tasks)))


def evaluate(warehouse: Warehouse, now: datetime, judging: Judging | None = None) -> list[Episode]:
    """Judge at `now`; the episodes that changed. Raises Unavailable, DiskFull."""
    now = require_utc(now)
    return _judge(warehouse, _known(warehouse, now), [now], judging or Judging(), figures=True)


def catch_up(warehouse: Warehouse, now: datetime, judging: Judging | None = None) -> list[Episode]:
    """Judge every missed Beijing day at 09:00 in order, then `now`; the episodes that changed.

    What opened and closed meanwhile is recorded, but nobody is told of it. The rules that go by figures are
    judged once an hour, and only for the present. Raises Unavailable, DiskFull.
    """
    now = require_utc(now)
    until = _judged_until(warehouse)  # before the episodes, which may be further than it by then
    remembered = until["evaluated_at"] or until["first_visit_at"]
    known = _known(warehouse, min(remembered or now, now))
    instants = [*_missed(_reached(known.values(), remembered), now), now]
    figures_at = until["figures_at"]
    due = figures_at is None or figures_at < now.replace(minute=0, second=0, microsecond=0)
    return _judge(warehouse, known, instants, judging or Judging(), figures=due)


def has_judged(warehouse: Warehouse) -> bool:
    """Whether there is a judgement to go on from; none before the first visit. Raises Unavailable."""
    return _judged_until(warehouse)["evaluated_at"] is not None


def _judge(
    warehouse: Warehouse,
    known: dict[str, Episode],
    instants: Sequence[datetime],
    judging: Judging,
    *,
    figures: bool,
) -> list[Episode]:
    first, last = instants[0], instants[-1]
    history = read_history(warehouse, first, last)
    changed = {double.episode_id: double for double in doubles(known.values(), first)}
    known |= changed
    entries: list[Entry | None] = []
    for instant in instants:
        accounts = history.at(instant)
        found = judging.evaluator.judge(accounts, known, instant)
        if instant == last:
            found += apply(judging.surroundings.follow_ups(warehouse, last), known, last)
        if figures and instant == last:
            found += apply(judging.surroundings.judge(warehouse, accounts, last), known, last)
        for episode in found:
            entries.append(entry_between(known.get(episode.episode_id), episode))
            known[episode.episode_id] = changed[episode.episode_id] = episode
    _keep(warehouse, list(changed.values()), [entry for entry in entries if entry])
    if history.began_at is not None:  # else the past may still be gathered, and is to be judged then
        _remember(warehouse, last, [FORTNIGHT, COLLECTOR, *([_FIGURES] if figures else [])])
    return list(changed.values())


def _keep(warehouse: Warehouse, episodes: Sequence[Episode], entries: Sequence[Entry]) -> None:
    """History first: cut short in between, the next judgement writes the same entries again."""
    reached("alerts.judged")
    keep_entries(warehouse, entries)
    reached("alerts.recorded")
    write_episodes(warehouse, episodes)
    reached("alerts.kept")


def _known(warehouse: Warehouse, since: datetime) -> dict[str, Episode]:
    return episodes_since(warehouse, since - _SAME_DAY)


def _reached(known: Iterable[Episode], remembered: datetime | None) -> datetime | None:
    """Up to when the episodes were judged, though their evaluator may not have come to remember it.

    Judged again as of earlier, what has ended since would begin a second time.
    """
    if remembered is None:
        return None
    return max([remembered, *(episode.judged_at for episode in known)])


def _judged_until(warehouse: Warehouse) -> dict[str, datetime | None]:
    """When silences and figures were judged last and when gathering began; None for what never happened."""
    row = warehouse.query_file(_SQL / "judged_until.sql")[0]
    return {name: value if isinstance(value, datetime) else None for name, value in row.items()}


def _missed(since: datetime | None, now: datetime) -> list[datetime]:
    """09:00 of each day since the last judgement or, before the first one, since the first visit."""
    if since is None:
        return []
    today = beijing_day(now)
    days = min((today - beijing_day(since)).days, MAX_DAYS)
    instants = [
        start_of_beijing_day(today - timedelta(days=back)) + JUDGED_AT for back in range(days, -1, -1)
    ]
    return [instant for instant in instants if since < instant < now]


def _remember(warehouse: Warehouse, now: datetime, groups: Sequence[str]) -> None:
    instants = [now] * len(groups)
    warehouse.insert(
        "alert_evaluations",
        {"rule_group": list(groups), "evaluated_at": instants, "written_at": instants},
    )
