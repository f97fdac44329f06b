"""`fenghuo dead-letters`: what could not be loaded — look at it, load it again, or put it away."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.instants import TIME_HELP, instant
from cli.person import person
from hub.clock import BEIJING, SystemClock
from hub.errors import ConfigError, InvalidRecord
from hub.settings import Settings
from streams.dead_letters import DeadLetter, revive
from streams.log import Producer
from streams.opening import open_log
from warehouse.client import Warehouse, connect
from warehouse.dead_letters import (
    Decision,
    Fate,
    KeptLetter,
    LettersWanted,
    find_letters,
    keep_decision,
    with_payloads,
)

app = typer.Typer(no_args_is_help=True, help="What could not be loaded, and why.")
logger = logging.getLogger(__name__)

_SHOWN_REASON: Final = 200
"""Characters of a reason in the list; `show` has all of it."""


class _Origin(StrEnum):
    crawlers = "crawlers"
    loader = "loader"


Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Letters, as the list names them.")]
Reason = Annotated[str, typer.Option(help="A part of the reason.")]
Account = Annotated[str, typer.Option(help="The account's id.")]
OriginOption = Annotated[_Origin | None, typer.Option(help="Who found it.")]
Topic = Annotated[str, typer.Option(help="The topic it came from.")]
Since = Annotated[
    datetime | None, typer.Option(parser=instant, metavar="TIME", help=f"Found since then: {TIME_HELP}")
]


@app.command("list")
def list_command(
    reason: Reason = "",
    account: Account = "",
    origin: OriginOption = None,
    topic: Topic = "",
    since: Since = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were replayed or dropped.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the oldest first.")] = 100,
) -> None:
    """List the letters that wait for a decision."""
    settings = begin(logging.WARNING)
    wanted = _wanted((), reason, account, origin, topic, since, open_only=not everything)
    letters = find_letters(warehouse_to_read(settings), wanted, limit + 1)
    console.print(_table(letters[:limit]) if letters else "没有符合条件的死信。")
    if len(letters) > limit:
        console.print(f"只列出前 {limit} 封；用 --limit 看更多，或加条件缩小范围。")


@app.command()
def show(
    letter_id: Annotated[str, typer.Argument(metavar="ID")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Write only the original bytes to standard output.")
    ] = False,
) -> None:
    """Show everything about one letter, with its original bytes."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    [kept] = _named(warehouse, [letter_id])
    [[letter]] = with_payloads(warehouse, [kept])
    if raw:
        sys.stdout.buffer.write(letter.payload)
        sys.stdout.buffer.flush()
        return
    for name, value in _particulars(kept):
        _say(f"{name:　<6}{value}")
    console.print(f"原始内容（{kept.payload_bytes:,} 字节）：")
    _say(_readable(letter.payload))


@app.command()
def replay(
    ids: Ids = None,
    reason: Reason = "",
    account: Account = "",
    origin: OriginOption = None,
    topic: Topic = "",
    since: Since = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait for a decision.")] = False,
    why: Annotated[str, typer.Option(help="What was done about the cause; kept with the decision.")] = "",
) -> None:
    """Publish the records in letters again, and say of each what became of it."""
    settings = begin()
    wanted = _wanted(ids or (), reason, account, origin, topic, since)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    letters = _chosen(warehouse, wanted, everything=everything)
    replayed = _replay(settings, warehouse, letters, _decision("replayed", why)) if letters else 0
    console.print(f"重放 {replayed} 封，不能重放 {len(letters) - replayed} 封。")


@app.command()
def drop(
    why: Annotated[str, typer.Option(help="Why they are not needed; kept with the decision.")],
    ids: Ids = None,
    reason: Reason = "",
    account: Account = "",
    origin: OriginOption = None,
    topic: Topic = "",
    since: Since = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait for a decision.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Put letters away for good. Asks first; who, when and why is kept, and so are the letters."""
    settings = begin()
    wanted = _wanted(ids or (), reason, account, origin, topic, since)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    letters = _chosen(warehouse, wanted, everything=everything)
    if not letters:
        console.print("没有符合条件的死信。")
        return
    if not yes:
        console.print(_table(letters))
        typer.confirm(f"丢弃这 {len(letters)} 封死信？", abort=True)
    decision = _decision("dropped", why)
    keep_decision(warehouse, letters, decision)
    logger.warning("%d dead letters dropped by %s: %s", len(letters), decision.decided_by, why)
    console.print(f"已丢弃 {len(letters)} 封；记录在 v_dead_letters，用 list --all 查看。")


def _wanted(
    ids: Sequence[str],
    reason: str,
    account: str,
    origin: _Origin | None,
    topic: str,
    since: datetime | None,
    *,
    open_only: bool = True,
) -> LettersWanted:
    wanted = LettersWanted(
        ids, reason, account, origin.value if origin else "", topic, open_only=open_only and not ids
    )
    return LettersWanted(**{**vars(wanted), "since": since}) if since else wanted


def _chosen(warehouse: Warehouse, wanted: LettersWanted, *, everything: bool) -> list[KeptLetter]:
    """The open letters a person has named or described. Says which of the named ones are decided already."""
    if wanted == LettersWanted() and not everything:
        raise ConfigError("Say which letters: by ID, by a filter such as --reason, or with --all.")
    if wanted.letter_ids:
        _named(warehouse, wanted.letter_ids)
    letters = find_letters(warehouse, wanted)
    for letter in letters:
        if letter.state != "open":
            _say(f"{letter.letter_id}：{_decided(letter)}，不再处理。")
    return [letter for letter in letters if letter.state == "open"]


def _named(warehouse: Warehouse, ids: Sequence[str]) -> list[KeptLetter]:
    letters = find_letters(warehouse, LettersWanted(ids, open_only=False))
    missing = set(ids) - {letter.letter_id for letter in letters}
    if missing:
        raise ConfigError(
            f"There is no dead letter {min(missing)}; `fenghuo dead-letters list --all` names them."
        )
    return letters


def _decision(fate: Fate, why: str) -> Decision:
    return Decision(fate, SystemClock().now(), person(), why)


def _replay(
    settings: Settings, warehouse: Warehouse, letters: Sequence[KeptLetter], decision: Decision
) -> int:
    log = open_log(settings)
    replayed = 0
    try:
        with closing(log.producer()) as producer:
            for chunk in with_payloads(warehouse, letters):
                sent = [letter for letter in chunk if _send(producer, letter)]
                # In this order: killed in between, they are sent again, which changes no answer.
                producer.flush()
                keep_decision(warehouse, sent, decision)
                for letter in sent:
                    _say(f"{letter.letter_id}：已重放，第 {letter.attempt + 1} 次尝试。")
                replayed += len(sent)
    finally:
        log.close()
    return replayed


def _send(producer: Producer, letter: DeadLetter) -> bool:
    try:
        producer.send(*revive(letter))
    except InvalidRecord as error:
        _say(f"{letter.letter_id}：不能重放。{error.sentence}")
        return False
    return True


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, soft_wrap=True)


def _table(letters: Sequence[KeptLetter]) -> Table:
    table = Table(title=f"死信：{len(letters)}", title_justify="left", header_style="bold")
    table.add_column("编号", overflow="fold", min_width=14)
    table.add_column("发现时间", no_wrap=True)
    for name in ("状态", "谁发现", "次数"):
        table.add_column(name, no_wrap=True)
    table.add_column("账号", overflow="fold")
    table.add_column("原因", overflow="fold", min_width=30)
    for letter in letters:
        account = letter.account_name or letter.account_id or "–"
        table.add_row(
            escape(letter.letter_id),
            _at(letter.received_at),
            letter.state_name,
            letter.origin_name,
            str(letter.attempt),
            escape(account),
            escape(letter.reason[:_SHOWN_REASON]),
        )
    return table


def _particulars(letter: KeptLetter) -> list[tuple[str, str]]:
    source = f"{letter.source_topic}/{letter.source_partition}/{letter.source_offset}"
    return [
        ("编号", letter.letter_id),
        ("状态", letter.state_name if letter.decided_at is None else _decided(letter)),
        ("发现时间", _at(letter.received_at)),
        ("谁发现", letter.origin_name),
        ("原因", letter.reason),
        ("账号", f"{letter.account_id or '–'} {letter.account_name}".strip()),
        ("来自", source if letter.source_topic and letter.source_offset >= 0 else letter.source_topic or "–"),
        ("第几次", str(letter.attempt)),
        ("记录版本", letter.schema_version or "–"),
    ]


def _decided(letter: KeptLetter) -> str:
    at = _at(letter.decided_at) if letter.decided_at else "–"
    why = f"，理由：{letter.why}" if letter.why else ""
    return f"{letter.state_name}（{letter.decided_by} {at}{why}）"


def _readable(payload: bytes) -> str:
    """The bytes as text; what is no UTF-8, or would steer the terminal, as escapes."""
    text = payload.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c in "\n\t" else repr(c)[1:-1] for c in text)


def _at(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
