"""The history of an episode: what the rules made of it and what people did about it; kept, never rewritten.

What the rules did is named by the version it began from, so that several evaluators, or one that begins
again, write the same entry. What people did is an entry of its own each time; the latest snooze is the one
that holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, cast

from alerts.episodes import Episode, gravity
from hub.errors import ConfigError
from warehouse.client import Warehouse

LONGEST_SNOOZE: Final = timedelta(days=14)

Happened = Literal[
    "opened",
    "reopened",
    "escalated",
    "eased",
    "closed",
    "corrected",
    "acknowledged",
    "snoozed",
    "commented",
]
_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Entry:
    """One row of `alert_history`. `done_by` is empty for what the rules did; `until` is a snooze's end
    (UTC).
    """

    episode_id: str
    entry_id: str
    at: datetime
    kind: Happened
    rule: str
    severity: str
    words: str
    done_by: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """What people have done about an episode so far."""

    acknowledged_by: str
    acknowledged_at: datetime | None
    snoozed_until: datetime | None

    def snoozed(self, now: datetime) -> bool:
        """Whether its messages are held back."""
        return self.snoozed_until is not None and now < self.snoozed_until


UNTOUCHED: Final = Standing("", None, None)


def entry_between(before: Episode | None, after: Episode) -> Entry | None:
    """What a judgement did to an episode, None where only its sentence counted on."""
    kind = _happened(before, after)
    if kind is None:
        return None
    return Entry(
        episode_id=after.episode_id,
        entry_id=f"{before.version if before else 0}-{kind}",
        at=after.changed_at,
        kind=kind,
        rule=after.rule,
        severity=after.severity,
        words=after.sentence,
    )


def acknowledged(episode: Episode, by: str, at: datetime, words: str = "") -> Entry:
    """Somebody has taken it on."""
    return _done("acknowledged", episode, by, at, words)


def commented(episode: Episode, by: str, at: datetime, words: str) -> Entry:
    """Somebody said something about it. Raises ConfigError for nothing said."""
    if not words.strip():
        raise ConfigError("A comment needs words; nothing was kept.")
    return _done("commented", episode, by, at, words)


def snoozed(episode: Episode, by: str, at: datetime, until: datetime, reason: str) -> Entry:
    """Its messages are held back until an instant; the rules go on counting.

    Raises ConfigError without a reason, for an end that is past, and for one more than 14 days away.
    """
    if not reason.strip():
        raise ConfigError("A snooze needs a reason; give one with --reason.")
    if until <= at:
        raise ConfigError("A snooze ends in the future; give a later end with --until or --days.")
    if until > at + LONGEST_SNOOZE:
        raise ConfigError(f"A snooze ends within {LONGEST_SNOOZE.days} days; give an earlier end.")
    return _done("snoozed", episode, by, at, reason, until)


def keep_entries(warehouse: Warehouse, entries: Sequence[Entry]) -> None:
    """Keep entries; keeping the same again changes nothing. Raises Unavailable, DiskFull."""
    if entries:
        rows = [asdict(entry) for entry in entries]
        warehouse.insert("alert_history", {name: [row[name] for row in rows] for name in rows[0]})


def history_of(warehouse: Warehouse, episode_id: str) -> list[Entry]:
    """An episode's entries, the oldest first. Raises Unavailable."""
    rows = warehouse.query_file(_SQL / "history_of.sql", {"episode_id": episode_id})
    return [Entry(**cast(dict[str, Any], row)) for row in rows]


def standings(warehouse: Warehouse) -> dict[str, Standing]:
    """What people have done about the episodes they did something about, by id. Raises Unavailable."""
    rows = warehouse.query_file(_SQL / "standings.sql")
    return {str(row.pop("episode_id")): Standing(**cast(dict[str, Any], row)) for row in rows}


def _happened(before: Episode | None, after: Episode) -> Happened | None:
    if before is None:
        return "opened"
    if before.open != after.open:
        return "reopened" if after.open else "closed"
    if before.rule == after.rule:
        return None
    return "escalated" if gravity(after.severity) >= gravity(before.severity) else "eased"


def _done(
    kind: Happened, episode: Episode, by: str, at: datetime, words: str, until: datetime | None = None
) -> Entry:
    return Entry(
        episode_id=episode.episode_id,
        entry_id=uuid.uuid4().hex,
        at=at,
        kind=kind,
        rule="",
        severity="",
        words=words.strip(),
        done_by=by,
        until=until,
    )
