"""Telling people: one digest a day at 09:00 Beijing time, and a veto at once; to the log and to a webhook.

An episode's stage counts as told only after the webhook has taken the message, so a failing webhook delays
but loses nothing; the message carries a key by which a receiver recognises one that comes twice.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from alerts.engine import JUDGED_AT
from alerts.episodes import TOLD_END, Episode, untold_episodes, write_episodes
from alerts.rules import DEFAULT_RULES, SEVERITIES, VETO
from alerts.webhook import post
from hub.clock import BEIJING, beijing_day, require_utc, start_of_beijing_day
from hub.settings import Settings
from warehouse.client import Warehouse

logger = logging.getLogger(__name__)

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Digest:
    """One message about several episodes, the gravest first, recoveries last."""

    key: str
    sent_at: datetime
    text: str
    episodes: tuple[Episode, ...]


def notify(warehouse: Warehouse, settings: Settings, now: datetime) -> Digest | None:
    """Tell what is untold and due; what was told, None where there was nothing or it could not be sent.

    The first digest is due at once, later ones at 09:00; a veto never waits. Raises Unavailable, DiskFull.
    """
    now = require_utc(now)
    everything = _digest_due(warehouse, now)
    due = [episode for episode in untold_episodes(warehouse) if _untold(episode)]
    due = [episode for episode in due if everything or (episode.open and episode.rule == VETO)]
    digest = _digest(due, now) if due else None
    if digest is not None and not _sent(settings, digest):
        return None
    write_episodes(warehouse, [_told(episode) for episode in due])
    if everything:
        _remember_digest(warehouse, now)
    return digest


def _digest_due(warehouse: Warehouse, now: datetime) -> bool:
    last = warehouse.query_file(_SQL / "last_digest.sql")[0]["digest_at"]
    hour = start_of_beijing_day(beijing_day(now)) + JUDGED_AT
    return not isinstance(last, datetime) or last < hour <= now


def _untold(episode: Episode) -> bool:
    """Whether there is news: an end, or a stage graver than the one that was told."""
    rank = DEFAULT_RULES.rank
    return not episode.open or rank(episode.rule) > rank(episode.notified_rule)


def _digest(episodes: Sequence[Episode], now: datetime) -> Digest:
    news = "\n".join(f"{episode.episode_id} {episode.rule} {episode.open}" for episode in episodes)
    return Digest(
        key=hashlib.sha256(news.encode()).hexdigest()[:32],
        sent_at=now,
        text=_text(episodes, now),
        episodes=tuple(episodes),
    )


def _text(episodes: Sequence[Episode], now: datetime) -> str:
    opened = Counter(episode.severity for episode in episodes if episode.open)
    counts = [f"{severity} {opened[severity]}" for severity in SEVERITIES if opened[severity]]
    recovered = sum(not episode.open for episode in episodes)
    counts += [f"恢复 {recovered}"] if recovered else []
    head = f"烽火预警 {now.astimezone(BEIJING):%Y-%m-%d %H:%M}：{'，'.join(counts)}"
    return "\n".join([head, *map(str, episodes)])


def _sent(settings: Settings, digest: Digest) -> bool:
    if settings.webhook is not None and not post(settings.webhook, _message(digest), digest.key):
        return False
    logger.warning("%s", digest.text, extra={"digest": digest.key})
    return True


def _message(digest: Digest) -> dict[str, object]:
    return {
        "type": "fenghuo.alerts",
        "key": digest.key,
        "sent_at": digest.sent_at.isoformat(),
        "text": digest.text,
        "episodes": [
            {
                "episode_id": episode.episode_id,
                "rule_group": episode.rule_group,
                "rule": episode.rule,
                "severity": episode.severity,
                "subject": episode.subject,
                "subject_kind": episode.subject_kind,
                "state": "open" if episode.open else "closed",
                "opened_at": episode.opened_at.isoformat(),
                "closed_at": episode.closed_at.isoformat() if episode.closed_at else None,
                "reached_veto": episode.reached_veto,
                "sentence": episode.sentence,
                "evidence": episode.evidence,
            }
            for episode in digest.episodes
        ],
    }


def _told(episode: Episode) -> Episode:
    return episode.told(episode.rule if episode.open else TOLD_END)


def _remember_digest(warehouse: Warehouse, now: datetime) -> None:
    warehouse.insert(
        "alert_evaluations", {"rule_group": ["digest"], "evaluated_at": [now], "written_at": [now]}
    )
