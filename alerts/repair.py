"""Repairing history: what older posts that came late make of silences that were told already.

A silence that an older post shows never to have been is corrected, and a veto that it shows never to have
been reached is taken back, so that no month's notice names an account for what we saw too late. Whoever was
told of the opening is told of the correction as its end, once; what had ended before stays ended, without a
message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from alerts.episodes import Episode, episodes_since, write_episodes
from alerts.history import Entry, keep_entries
from alerts.rules import DEFAULT_RULES
from hub.clock import BEIJING, require_utc
from hub.killpoints import reached
from warehouse.client import Warehouse

REPAIRED: Final = timedelta(days=60)
"""How long after its last change an episode is still repaired."""

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class _Updates:
    """What is known by now of the updates within a silence. `longest_gap` is in Beijing days."""

    episode_id: str
    account_name: str
    platform_name: str
    first_update_at: datetime
    first_update_title: str
    longest_gap: int

    def __str__(self) -> str:
        at = self.first_update_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        title = f"《{self.first_update_title}》" if self.first_update_title else ""
        return f"{self.account_name}（{self.platform_name}）在 {at} 已有更新{title}，后来才采集到"


def repair_history(warehouse: Warehouse, now: datetime) -> list[Episode]:
    """Correct what late posts contradict; the episodes that changed. Raises Unavailable, DiskFull."""
    since = require_utc(now) - REPAIRED
    rows = warehouse.query_file(_SQL / "contradicted.sql", {"since": since, "now": now})
    known = episodes_since(warehouse, since) if rows else {}
    found = [_Updates(**cast(dict[str, Any], row)) for row in rows]
    repaired = [pair for updates in found for pair in _repaired(known.get(updates.episode_id), updates, now)]
    keep_entries(warehouse, [entry for _, entry in repaired])
    reached("alerts.repaired")
    write_episodes(warehouse, [episode for episode, _ in repaired])
    return [episode for episode, _ in repaired]


def _repaired(episode: Episode | None, updates: _Updates, now: datetime) -> Iterator[tuple[Episode, Entry]]:
    if episode is None:
        return
    notice_days, veto_days = DEFAULT_RULES.stages[0].silent_days, DEFAULT_RULES.veto_days
    never = updates.first_update_at < episode.opened_at and updates.longest_gap < notice_days
    if episode.closed_as == "recovered" and never:
        sentence = f"{updates}；此前的预警不成立，已撤销。"
        yield _changed(replace(episode, closed_as="corrected", sentence=sentence), sentence, now)
    elif episode.reached_veto and updates.longest_gap < veto_days:
        yield _changed(episode, f"{updates}；没有到过否决线。", now)


def _changed(episode: Episode, words: str, now: datetime) -> tuple[Episode, Entry]:
    entry = Entry(
        episode_id=episode.episode_id,
        entry_id=f"{episode.version}-corrected",
        at=now,
        kind="corrected",
        rule=episode.rule,
        severity=episode.severity,
        words=words,
    )
    return replace(episode, reached_veto=False, version=episode.version + 1), entry
