"""Episodes: a silence or a failing collection from its opening to its end, kept in `alert_episodes`.

There is one open episode for a rule group and a subject. Its id is made of both and of the Beijing day on
which it opened, so two evaluators that see the same write the same row. What begins again on the same day
continues the episode of that day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from alerts.rules import VETO, RuleGroup, Severity
from hub.clock import beijing_day
from warehouse.client import Warehouse

TOLD_END: Final = "closed"
"""`notified_rule` of an episode whose end was told, or need not be."""

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Episode:
    """One row of `alert_episodes`. `evidence` is JSON, instants are UTC, `version` grows by every change."""

    episode_id: str
    rule_group: RuleGroup
    subject: str
    subject_kind: str
    rule: str
    severity: Severity
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    reached_veto: bool
    sentence: str
    evidence: str
    notified_rule: str = ""
    version: int = 1

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def key(self) -> tuple[str, str]:
        """What an episode is about; at most one open episode has it."""
        return (self.rule_group, self.subject)

    def __str__(self) -> str:
        return f"【{self.severity if self.open else '恢复'}】{self.sentence}"

    def told(self, rule: str) -> Episode:
        """The episode after people heard of `rule` (or of its end: TOLD_END)."""
        return replace(self, notified_rule=rule, version=self.version + 1)


def begun(
    group: RuleGroup,
    subject: str,
    subject_kind: str,
    now: datetime,
    earlier: Mapping[str, Episode],
    finding: Finding,
) -> Episode:
    """A new episode, or the one of the same day going on. `earlier` holds the episodes known, by id."""
    episode_id = f"{group}/{subject}/{beijing_day(now).isoformat()}"
    past = earlier.get(episode_id)
    return Episode(
        episode_id=episode_id,
        rule_group=group,
        subject=subject,
        subject_kind=subject_kind,
        rule=finding.rule,
        severity=finding.severity,
        opened_at=past.opened_at if past else now,
        changed_at=now,
        closed_at=None,
        reached_veto=finding.rule == VETO or (past is not None and past.reached_veto),
        sentence=finding.sentence,
        evidence=finding.evidence,
        version=past.version + 1 if past else 1,
    )


def continued(episode: Episode, finding: Finding, now: datetime) -> Episode:
    """The open episode as the finding has it; the very same where nothing changed."""
    if (episode.rule, episode.sentence) == (finding.rule, finding.sentence):
        return episode
    return replace(
        episode,
        rule=finding.rule,
        severity=finding.severity,
        changed_at=episode.changed_at if episode.rule == finding.rule else now,
        reached_veto=episode.reached_veto or finding.rule == VETO,
        sentence=finding.sentence,
        evidence=finding.evidence,
        version=episode.version + 1,
    )


def ended(episode: Episode, sentence: str, now: datetime, quietly: bool = False) -> Episode:
    """The episode closed; `quietly` where its end is no news, because another episode takes over."""
    return replace(
        episode,
        changed_at=now,
        closed_at=now,
        sentence=sentence,
        notified_rule=TOLD_END if quietly else episode.notified_rule,
        version=episode.version + 1,
    )


@dataclass(frozen=True)
class Finding:
    """What a rule says about a subject now."""

    rule: str
    severity: Severity
    sentence: str
    evidence: str


def evidence(**facts: object) -> str:
    """Facts as JSON; instants in ISO 8601."""
    return json.dumps(facts, ensure_ascii=False, default=_isoformat)


def open_episodes(warehouse: Warehouse) -> list[Episode]:
    """The open episodes, the gravest first. Raises Unavailable."""
    return [episode for episode in _read(warehouse, "open_episodes.sql", {}) if episode.open]


def episodes_since(warehouse: Warehouse, since: datetime) -> dict[str, Episode]:
    """By id: those open, and those opened since an instant. Raises Unavailable."""
    found = _read(warehouse, "episodes_since.sql", {"since": since})
    return {episode.episode_id: episode for episode in found}


def changed_episodes(warehouse: Warehouse, since: datetime) -> list[Episode]:
    """Those that opened, escalated or closed after an instant, in that order. Raises Unavailable."""
    return _read(warehouse, "changed_episodes.sql", {"since": since})


def untold_episodes(warehouse: Warehouse) -> list[Episode]:
    """Those of which the present stage or the end may still have to be told. Raises Unavailable."""
    return _read(warehouse, "untold_episodes.sql", {"told_end": TOLD_END})


def write_episodes(warehouse: Warehouse, episodes: Sequence[Episode]) -> None:
    """Keep episodes; writing the same again changes nothing. Raises Unavailable, DiskFull."""
    if episodes:
        rows = [asdict(episode) for episode in episodes]
        warehouse.insert("alert_episodes", {name: [row[name] for row in rows] for name in rows[0]})


def _read(warehouse: Warehouse, file: str, parameters: Mapping[str, object]) -> list[Episode]:
    return [Episode(**cast(dict[str, Any], row)) for row in warehouse.query_file(_SQL / file, parameters)]


def _isoformat(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no evidence")
