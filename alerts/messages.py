"""What a message says: who, since when, the last post with its link, what is expected, what we checked,
where to look.

Words only: nothing here knows how a message travels or whether it was sent. Text is Chinese for staff;
times are Beijing's. A message is cut to what its channel takes, at whole episodes; what does not fit is
another message.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from alerts.audience import Place
from alerts.episodes import Episode
from alerts.history import Standing
from alerts.rules import SEVERITIES
from hub.clock import BEIJING

MOST_PARTS: Final = 5
"""Messages into which one digest is cut at most; the last one counts what it no longer lists."""

_EXPECTED: Final[Mapping[str, str]] = {
    "veto_notice": "本周内安排一条更新",
    "veto_warn": "尽快更新，并报市级更新日期",
    "veto_urgent": "今天更新",
    "veto": "立即更新，并说明原因",
    "holiday_lookahead": "放假前更新一条",
    "own_rhythm": "确认是否停更；有稿先发",
    "volume_drop": "了解发布减少的原因",
    "reach_drop": "了解触达下降的原因",
    "county_stalled": "联系该县，确认原因和恢复日期",
    "dormant": "确认激活还是注销",
    "release_late": "尽快转发",
    "release_overdue": "今天转发",
    "release_gap": "催办未转发的县",
    "audience_gap": "安排面向该人群的内容",
    "recall": "核查删除或修改的原因",
    "low_original": "增加原创内容",
    "collector": "运维检查采集；县里不用做什么",
    "identity": "核查账号名称和认证",
    "authorisation_due": "到期前重新授权",
    "authorisation_ended": "立即重新授权",
    "export_late": "导出并导入一份报表",
    "follow_up_late": "按布置办理，作品采集到后自动关闭",
    "follow_up_overdue": "按布置办理，作品采集到后自动关闭",
}
_EXPECTED_ELSE: Final = "核实情况"
_REPEATED: Final = "（上一次发送没有得到回音，这条可能重复。）\n"
_TEST_SUBJECT: Final = "烽火测试消息"


@dataclass(frozen=True)
class Item:
    """An episode as a message tells it: with where it lies and what people did about it."""

    episode: Episode
    place: Place
    standing: Standing


@dataclass(frozen=True)
class Letter:
    """A message ready to travel. `document` is JSON for programs; `key` is the same whenever it is sent
    again.
    """

    key: str
    subject: str
    text: str
    document: str

    @property
    def files(self) -> tuple[Path, ...]:
        """The files it brings (`alerts/enclosures.py`)."""
        return tuple(Path(name) for name in json.loads(self.document).get("files", ()))

    def again(self) -> Letter:
        """The letter as it goes out when nobody knows whether it has arrived before."""
        document = {**json.loads(self.document), "may_be_repeated": True}
        return Letter(self.key, self.subject, _REPEATED + self.text, _json(document))


@dataclass(frozen=True)
class Part:
    """One message of several: its episodes, those among them it only counts, and which part of how many.

    `limit` is how many bytes the texts about its episodes may take.
    """

    items: tuple[Item, ...]
    unlisted: int
    number: int
    parts: int
    limit: int


def divided(items: Sequence[Item], limit: int, dashboards: str | None) -> list[Part]:
    """The items in as many messages as it takes, each with texts of at most `limit` bytes together."""
    groups: list[list[Item]] = [[]]
    size = 0
    for item in items:
        length = len(_paragraph(item, limit, dashboards).encode()) + 1
        if groups[-1] and size + length > limit:
            groups.append([])
            size = 0
        groups[-1].append(item)
        size += length
    kept, rest = groups[:MOST_PARTS], [item for group in groups[MOST_PARTS:] for item in group]
    return [
        Part((*group, *rest) if last else tuple(group), len(rest) if last else 0, number, len(kept), limit)
        for number, group in enumerate(kept, 1)
        for last in [number == len(kept)]
    ]


def letter(part: Part, key: str, now: datetime, dashboards: str | None = None) -> Letter:
    """A message about its episodes. `dashboards` is where staff reach the dashboards, if anywhere."""
    subject = _subject(part, now)
    listed = part.items[: len(part.items) - part.unlisted]
    lines = [subject, *(_paragraph(item, part.limit, dashboards) for item in listed)]
    if part.unlisted:
        lines.append(f"另有 {part.unlisted} 条没有列出，请看看板“断更预警”。")
    document = {
        "type": "fenghuo.alerts",
        "key": key,
        "sent_at": now.isoformat(),
        "text": "\n".join(lines),
        "part": part.number,
        "parts": part.parts,
        "episodes": [_as_document(item) for item in part.items],
    }
    return Letter(key, subject, "\n".join(lines), _json(document))


def trial_letter(key: str, name: str, now: datetime) -> Letter:
    """A message that says it is only a test."""
    text = (
        f"【测试】{_instant(now)} 烽火给“{name}”的测试消息，不是预警，不用处理。"
        "\n收到说明这个渠道是通的；没有收到请联系运维。"
    )
    document = {"type": "fenghuo.test", "key": key, "sent_at": now.isoformat(), "text": text}
    return Letter(key, _TEST_SUBJECT, text, _json(document))


def expected(episode: Episode, place: Place) -> str:
    """What is asked of whoever reads of an open episode."""
    words = _EXPECTED.get(episode.rule, _EXPECTED_ELSE)
    return f"商请贵单位{words}" if place.outside else words


def checked(episode: Episode) -> str:
    """What we looked at before we spoke; empty where the evidence does not say."""
    facts = episode.facts
    fetched_at = facts.get("last_fetch_at") or facts.get("last_success_at")
    if fetched_at and episode.rule_group == "collector":
        return f"最近一次采集成功 {_told_instant(fetched_at)}，此后没有成功"
    if fetched_at:
        return f"最近一次采集成功 {_told_instant(fetched_at)}，没有发现更晚的作品"
    return "从未采集成功" if episode.rule_group == "collector" and episode.subject_kind == "account" else ""


def _subject(part: Part, now: datetime) -> str:
    opened = Counter(item.episode.severity for item in part.items if item.episode.open)
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    counts = [
        f"{word} {opened[word]}" for word in sorted(opened, key=lambda word: order.get(word, len(order)))
    ]
    endings = Counter(item.episode.mark for item in part.items if not item.episode.open)
    counts += [f"{word} {number}" for word, number in endings.items()]
    which = f"（第 {part.number} 部分，共 {part.parts} 部分）" if part.parts > 1 else ""
    return f"烽火预警 {_instant(now)}：{'，'.join(counts)}{which}"


def _paragraph(item: Item, limit: int, dashboards: str | None) -> str:
    """All about an episode; only its sentence, cut, where even that alone would be too long."""
    words = "\n".join([str(item.episode), *(f"　{line}" for line in _details(item, dashboards))])
    if len(words.encode()) <= limit:
        return words
    return str(item.episode).encode()[: limit - len("…".encode())].decode(errors="ignore") + "…"


def _details(item: Item, dashboards: str | None) -> Iterator[str]:
    episode, facts = item.episode, item.episode.facts
    yield f"起始：{_since(episode)}"
    if facts.get("last_update_url") and episode.open:
        yield f"最后一条：{facts['last_update_url']}"
    if facts.get("url") and episode.open:
        yield f"作品：{facts['url']}"
    if not episode.open:
        return
    yield f"请做：{expected(episode, item.place)}"
    if words := checked(episode):
        yield f"已查：{words}"
    if item.standing.acknowledged_at is not None:
        yield f"认领：{item.standing.acknowledged_by} {_instant(item.standing.acknowledged_at)}"
    yield f"查看：{dashboards or '看板“断更预警”'}；编号 {episode.episode_id}"


def _since(episode: Episode) -> str:
    began = f"{_instant(episode.opened_at)} 起预警"
    silent_since = str(episode.facts.get("silent_since") or "")
    begun = f"{silent_since} 起未更新，{began}" if silent_since else began
    return begun if episode.closed_at is None else f"{began}，{_instant(episode.closed_at)} 关闭"


def _as_document(item: Item) -> dict[str, object]:
    episode = item.episode
    return {
        "episode_id": episode.episode_id,
        "rule_group": episode.rule_group,
        "rule": episode.rule,
        "severity": episode.severity,
        "subject": episode.subject,
        "subject_kind": episode.subject_kind,
        "subject_name": item.place.name,
        "region_code": item.place.region_code,
        "state": "open" if episode.open else "closed",
        "opened_at": episode.opened_at.isoformat(),
        "closed_at": episode.closed_at.isoformat() if episode.closed_at else None,
        "closed_as": episode.closed_as,
        "reached_veto": episode.reached_veto,
        "sentence": episode.sentence,
        "expected": expected(episode, item.place) if episode.open else "",
        "checked": checked(episode) if episode.open else "",
        "acknowledged_by": item.standing.acknowledged_by,
        "evidence": episode.evidence,
    }


def _told_instant(told: object) -> str:
    try:
        return _instant(datetime.fromisoformat(str(told)))
    except ValueError:
        return str(told)


def _instant(instant: datetime) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a message")
