"""What only a person can end: an alert to look into something that has happened, such as a post taken back.

No rule ends such an episode, for what has happened stays so. It ends when somebody has acknowledged it
after its last change, and the rule has no more news about it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from alerts.episodes import Episode, ended, open_episodes, write_episodes
from alerts.history import Entry, Standing, entry_between, keep_entries, standings
from hub.clock import require_utc
from hub.killpoints import reached
from warehouse.client import Warehouse

CHECKED: Final = frozenset({"recall"})
"""The rules whose episodes a person ends."""
SETTLED: Final = timedelta(hours=24)
"""How long such a rule may still speak of the same event; before that, its episode would open again."""


def close_checked(warehouse: Warehouse, now: datetime) -> list[Episode]:
    """End what people have looked into; the episodes that changed. Raises Unavailable, DiskFull."""
    now = require_utc(now)
    waiting = [episode for episode in open_episodes(warehouse) if episode.rule in CHECKED]
    done = standings(warehouse) if waiting else {}
    closed, entries = [], []
    for episode in waiting:
        after = _checked(episode, done.get(episode.episode_id), now)
        entry = entry_between(episode, after)
        if entry is not None:
            closed.append(after)
            entries.append(entry)
    _keep(warehouse, closed, entries)
    return closed


def _checked(episode: Episode, standing: Standing | None, now: datetime) -> Episode:
    """The episode ended, or the very same where nobody has looked yet or more may come.

    Its last judgement is when it last had something new to say: a second event of the kind, for instance.
    """
    looked_at = standing.acknowledged_at if standing else None
    if standing is None or looked_at is None or looked_at < episode.judged_at:
        return episode
    if now < episode.judged_at + SETTLED:
        return episode
    return ended(episode, f"{episode.sentence}已由{standing.acknowledged_by}核查。", now, closed_as="checked")


def _keep(warehouse: Warehouse, episodes: list[Episode], entries: list[Entry]) -> None:
    keep_entries(warehouse, entries)
    reached("alerts.checked")
    write_episodes(warehouse, episodes)
