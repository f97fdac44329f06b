"""Episodes: a silence or a failing collection from its opening to its end, kept in `alert_episodes`.

There is one open episode for a rule group and a subject. Its id is made of both and of the Beijing day on
which it opened, so two evaluators that see the same write the same row. What begins again on the same day
continues the episode of that day. Of two writes the one judged later wins, in whatever order they arrive.
Whom it was told is kept by the outbox, what happened to it by the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, cast

from alerts.rules import SEVERITIES, VETO, RuleGroup, Severity
from hub.clock import beijing_day
from warehouse.client import Warehouse

ClosedAs = Literal["", "recovered", "corrected", "checked", "left", "merged"]
"""How an episode ended: by an update, because it was never true (an older post came late), because a person
has checked it, because its account is judged no more, or because another episode tells the same. Only the
last is no news. Empty while it is open."""

_ENDINGS: Final[Mapping[ClosedAs, str]] = {
    "recovered": "恢复",
    "corrected": "更正",
    "checked": "已核查",
    "left": "关闭",
    "merged": "并入",
}
_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Episode:
    """One row of `alert_episodes`. `evidence` is JSON, instants are UTC.

    `version` is the instant of the judgement in milliseconds, and grows by every change.
    """

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
    closed_as: ClosedAs = ""
    version: int = 1

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def key(self) -> tuple[str, str]:
        """What an episode is about; at most one open episode has it."""
        return (self.rule_group, self.subject)

    @property
    def judged_at(self) -> datetime:
        """The instant of the judgement that changed it last."""
        return datetime.fromtimestamp(self.version / 1000, UTC)

    @property
    def mark(self) -> str:
        """The word that stands before its sentence: how grave it is, or how it ended."""
        return self.severity if self.open else _ENDINGS.get(self.closed_as, "恢复")

    @property
    def facts(self) -> dict[str, Any]:
        """The evidence, read; empty where it is no JSON object."""
        try:
            facts = json.loads(self.evidence)
        except ValueError:
            return {}
        return facts if isinstance(facts, dict) else {}

    def __str__(self) -> str:
        return f"【{self.mark}】{self.sentence}"


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
        version=_version(past, now),
    )


def continued(episode: Episode, finding: Finding, now: datetime) -> Episode:
    """The open episode as the finding has it; the very same where nothing changed."""
    if (episode.rule, episode.sentence) == (finding.rule, finding.sentence):
        return episode
    eased = gravity(finding.severity) < gravity(episode.severity)
    return replace(
        episode,
        rule=finding.rule,
        severity=finding.severity,
        changed_at=episode.changed_at if episode.rule == finding.rule else now,
        # A silence only shortens when an older post comes late; a veto before that was none.
        reached_veto=finding.rule == VETO or (episode.reached_veto and not eased),
        sentence=finding.sentence,
        evidence=finding.evidence,
        version=_version(episode, now),
    )


def ended(
    episode: Episode,
    sentence: str,
    now: datetime,
    quietly: bool = False,
    closed_as: ClosedAs = "recovered",
) -> Episode:
    """The episode closed; `quietly` where its end is no news, because another episode takes over."""
    return replace(
        episode,
        changed_at=now,
        closed_at=now,
        closed_as="merged" if quietly else closed_as,
        sentence=sentence,
        version=_version(episode, now),
    )


def doubles(episodes: Iterable[Episode], now: datetime) -> list[Episode]:
    """Open episodes about the same as an older open one, ended quietly.

    Two evaluators that judge on both sides of midnight open one each, with different days in their ids.
    """
    oldest: dict[tuple[str, str], Episode] = {}
    ended_now = []
    for episode in sorted(episodes, key=lambda episode: (episode.opened_at, episode.episode_id)):
        if episode.open and (first := oldest.setdefault(episode.key, episode)) is not episode:
            ended_now.append(ended(episode, f"与事件 {first.episode_id} 重复，已并入。", now, quietly=True))
    return ended_now


def gravity(severity: str) -> int:
    """How grave a severity is: a higher number is graver."""
    return len(SEVERITIES) - SEVERITIES.index(severity) if severity in SEVERITIES else 0


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
    """By id: those open, and those opened or changed since an instant. Raises Unavailable."""
    found = _read(warehouse, "episodes_since.sql", {"since": since})
    return {episode.episode_id: episode for episode in found}


def changed_episodes(warehouse: Warehouse, since: datetime) -> list[Episode]:
    """Those that opened, escalated or closed after an instant, in that order. Raises Unavailable."""
    return _read(warehouse, "changed_episodes.sql", {"since": since})


def telling_episodes(warehouse: Warehouse, since: datetime) -> list[Episode]:
    """Those that may still have to be told: open, or closed since an instant; the gravest first, ends last.

    Raises Unavailable.
    """
    return _read(warehouse, "telling_episodes.sql", {"since": since})


def find_episodes(warehouse: Warehouse, name: str) -> list[Episode]:
    """The episode of that id; else the open ones about the subject of that name. Raises Unavailable."""
    return _read(warehouse, "find_episodes.sql", {"name": name})


def listed_episodes(warehouse: Warehouse, limit: int) -> list[Episode]:
    """Open and past ones, the newest first. Raises Unavailable."""
    return _read(warehouse, "listed_episodes.sql", {"limit": limit})


def write_episodes(warehouse: Warehouse, episodes: Sequence[Episode]) -> None:
    """Keep episodes; writing the same again changes nothing. Raises Unavailable, DiskFull."""
    if episodes:
        rows = [asdict(episode) for episode in episodes]
        warehouse.insert("alert_episodes", {name: [row[name] for row in rows] for name in rows[0]})


def _version(past: Episode | None, now: datetime) -> int:
    return max(past.version + 1 if past else 1, int(now.timestamp() * 1000))


def _read(warehouse: Warehouse, file: str, parameters: Mapping[str, object]) -> list[Episode]:
    return [Episode(**cast(dict[str, Any], row)) for row in warehouse.query_file(_SQL / file, parameters)]


def _isoformat(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no evidence")
