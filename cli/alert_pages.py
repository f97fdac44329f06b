"""Alerts in the terminal, in the users' language: the table of many, and the page about one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from rich.markup import escape
from rich.table import Table

from alerts.audience import NOWHERE, Place, read_places
from alerts.episodes import Episode
from alerts.history import UNTOUCHED, Entry, Standing, standings
from alerts.messages import checked, expected
from hub.clock import BEIJING, SystemClock
from warehouse.client import Warehouse

_SQL: Final = Path(__file__).parent / "sql"
_HAPPENED: Final = {
    "opened": "预警",
    "reopened": "再次预警",
    "escalated": "升级",
    "eased": "减轻",
    "closed": "关闭",
    "corrected": "更正",
    "acknowledged": "认领",
    "snoozed": "暂停通知",
    "commented": "备注",
}


def alert_table(
    episodes: Sequence[Episode],
    standing: Mapping[str, Standing],
    now: datetime,
    *,
    everything: bool = False,
) -> Table:
    """Alerts with what people did about them, in the order given."""
    title = f"预警：{len(episodes)}" if everything else f"未关闭的预警：{len(episodes)}"
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("级别", no_wrap=True)
    table.add_column("说明", overflow="fold", min_width=40)
    table.add_column("开始", no_wrap=True)
    table.add_column("处置", overflow="fold")
    table.add_column("编号", overflow="fold", min_width=16)
    for episode in episodes:
        done = _done(standing.get(episode.episode_id, UNTOUCHED), now)
        words = (episode.mark, escape(episode.sentence), _at(episode.opened_at), escape(done))
        table.add_row(*words, escape(episode.episode_id))
    return table


def episode_page(warehouse: Warehouse, episode: Episode, history: Sequence[Entry]) -> str:
    """Everything about one alert, as text. Raises Unavailable."""
    place = read_places(warehouse).get(episode.subject, NOWHERE)
    standing = standings(warehouse).get(episode.episode_id, UNTOUCHED)
    lines = [str(episode), ""]
    lines += [f"{name:　<6}{words}" for name, words in _particulars(episode, place, standing) if words]
    lines += ["", "经过：", *(_happening(entry) for entry in _without_repetition(history))]
    lines += ["", "通知：", *_messages(warehouse, episode)]
    return "\n".join(lines)


def _particulars(episode: Episode, place: Place, standing: Standing) -> Iterator[tuple[str, str]]:
    facts = episode.facts
    yield "编号", episode.episode_id
    yield "对象", f"{place.name} {episode.subject}".strip()
    yield "规则", f"{episode.rule}（{episode.severity}）"
    yield "起始", _at(episode.opened_at)
    yield "关闭", f"{_at(episode.closed_at)}（{episode.mark}）" if episode.closed_at else ""
    yield "静默自", str(facts.get("silent_since") or "")
    yield "最后一条", f"{facts.get('last_update_title') or ''} {facts.get('last_update_url') or ''}".strip()
    yield "请做", expected(episode, place) if episode.open else ""
    yield "已查", checked(episode)
    yield "采集错误", f"{facts.get('error_kind') or ''} {facts.get('error') or ''}".strip()
    yield "否决线", "到过" if episode.reached_veto else ""
    yield "处置", _done(standing, SystemClock().now())


def _happening(entry: Entry) -> str:
    who = f"（{entry.done_by}）" if entry.done_by else ""
    until = f"到 {_at(entry.until)}" if entry.until else ""
    severity = f"［{entry.severity}］" if entry.severity and entry.kind != "closed" else ""
    head = f"　{_at(entry.at)} {_HAPPENED.get(entry.kind, entry.kind)}{until}{severity}{who}"
    return f"{head}：{entry.words}" if entry.words else head


def _without_repetition(history: Sequence[Entry]) -> Iterator[Entry]:
    """Without what a second evaluator said again at the same time."""
    last: Entry | None = None
    for entry in history:
        told = (entry.kind, entry.rule, entry.words)
        if last is None or entry.done_by or told != (last.kind, last.rule, last.words):
            yield entry
        last = entry


def _messages(warehouse: Warehouse, episode: Episode) -> list[str]:
    rows = warehouse.query_file(_SQL / "messages_about.sql", {"episode_id": episode.episode_id})
    if not rows:
        return ["　尚未通知任何人"]
    return [_message(row) for row in rows]


def _message(row: Mapping[str, object]) -> str:
    told = "关闭" if row["told"] == "closed" else row["told"]
    at = row["sent_at"] or row["composed_at"]
    when = _at(at) if isinstance(at, datetime) else ""
    answer = f"，{row['detail']}" if row["detail"] else ""
    attempts = f"，试了 {row['attempts']} 次" if row["attempts"] not in (0, 1) else ""
    return f"　{when} {row['recipient']}［{told}］{row['state_name']}{attempts}{answer}"


def _done(standing: Standing, now: datetime) -> str:
    words = []
    if standing.acknowledged_at is not None:
        words.append(f"{standing.acknowledged_by} 认领")
    if standing.snoozed(now) and standing.snoozed_until is not None:
        words.append(f"暂停通知到 {_at(standing.snoozed_until)}")
    return "，".join(words)


def _at(instant: datetime) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
