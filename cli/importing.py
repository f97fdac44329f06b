"""`fenghuo import`: sheets that creator back ends export, read, matched and put on the stream.

Everything is recognised, read and matched before anything is written; what cannot be used is named first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import msgspec
import typer
from rich.markup import escape
from rich.progress import track
from rich.table import Table as RichTable

from cli.context import begin, console, warehouse_to_read
from crawlers.credentials import Credentials, load_credentials
from crawlers.exports.columns import FIELDS
from crawlers.exports.file import ExportFile, open_export
from crawlers.exports.matching import KnownPost, Verdict
from crawlers.exports.moments import Evidence, KeptMoments, exported_at
from crawlers.exports.plan import Plan, plan_import
from crawlers.exports.rows import Refusal, read_rows
from crawlers.sources import is_gathered
from hub.clock import BEIJING, SystemClock, require_utc
from hub.errors import ConfigError
from hub.roster import Account, Roster, load_roster
from hub.settings import Settings
from hub.tracing import current_trace, new_trace, traced
from streams.dead_letters import DeadLetter, letter_of_payload
from streams.opening import open_log
from streams.publisher import Publisher
from warehouse.account_posts import read_account_posts
from warehouse.client import Warehouse

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

MANY_ROWS = 5_000
"""Rows from which progress is shown."""

TIMES = [f"%Y-%m-%d{clock}" for clock in ("", " %H:%M", "T%H:%M", " %H:%M:%S", "T%H:%M:%S")]
"""How `--exported-at` may be written."""

SHOWN = 20
"""Rows of a file that are named one by one when they are left out."""

_SQL = Path(__file__).parent / "sql"
_WHY = {Verdict.UNKNOWN: "找不到同一时间、同一标题的作品", Verdict.SEVERAL: "有几个作品同样符合"}


def import_sheets(
    files: Annotated[list[Path], typer.Argument(help="Sheets: xlsx, xls or csv.")],
    account: Annotated[
        str | None, typer.Option(help="Whose they are, by account_id; else told by the file's name.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="FIELD=HEADER where a column is not recognised or ambiguous; may be repeated."),
    ] = None,
    exported: Annotated[
        datetime | None,
        typer.Option("--exported-at", formats=TIMES, help="When they were exported, Beijing time."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported; write nothing.")
    ] = False,
) -> None:
    """Import sheets exported from creator back ends: figures, and posts of accounts that live by export."""
    settings = begin()
    roster, chosen = load_roster(settings.roster), _chosen(column or [])
    found = _recognised(files, roster, account, chosen)
    now = SystemClock().now()
    moments = KeptMoments(settings.data / "imports.json")
    given = exported.replace(tzinfo=exported.tzinfo or BEIJING).astimezone(UTC) if exported else None
    credentials = load_credentials(settings.credentials)
    warehouse = warehouse_to_read(settings)
    plans = [_planned(file, warehouse, credentials, moments, given, now) for file in found]
    _tell(found, plans)
    if dry_run:
        console.print("试运行：没有写入任何内容。")
        return
    _write(settings, moments, found, plans)
    console.print("已写入数据流，入库后可用 fenghuo sql 查询。")


def import_delivered(
    settings: Settings,
    roster: Roster,
    credentials: Credentials,
    warehouse: Warehouse,
    files: Sequence[Path],
    now: datetime,
) -> None:
    """Import as `fenghuo import` does at `now` (UTC), silently. Raises ConfigError for an unusable file."""
    found = [open_export(path, roster) for path in files]
    moments = KeptMoments(settings.data / "imports.json")
    plans = [_planned(file, warehouse, credentials, moments, None, now) for file in found]
    _write(settings, moments, found, plans)


def _chosen(columns: Sequence[str]) -> dict[str, str]:
    chosen = dict(text.partition("=")[::2] for text in columns)
    for name, header in chosen.items():
        if name not in FIELDS or not header:
            raise ConfigError(
                f"--column 应写成 字段=列名，字段是 {'、'.join(FIELDS)} 之一；“{name}={header}”不是。"
            )
    return chosen


def _recognised(
    files: Sequence[Path], roster: Roster, account: str | None, chosen: dict[str, str]
) -> list[ExportFile]:
    """All files, or, where one cannot be used, all that is wrong with any of them. Raises ConfigError."""
    found, wrong = [], []
    for path in files:
        try:
            with console.status(f"读取 {escape(path.name)}"):
                file = open_export(path, roster, account, chosen)
        except ConfigError as error:
            wrong.append(error.sentence)
            continue
        found.append(file)
        wrong += _column_trouble(file)
    for sentence in wrong:
        console.print(sentence, markup=False, style="red")
    if wrong:
        raise ConfigError(f"共 {len(wrong)} 处问题，没有写入任何内容。")
    return found


def _column_trouble(file: ExportFile) -> list[str]:
    """Name the columns nothing is known of; return a sentence for each field that several columns claim."""
    trouble = []
    for _, header in file.tables:
        if header.unknown:
            console.print(f"{file.path.name}：不认得的列，未读取：{'、'.join(header.unknown)}", markup=False)
        for name, headers in header.ambiguous.items():
            claim = f"{file.path.name}：{'、'.join(headers)} 都可能是 {name}"
            trouble.append(f"{claim}，请用 --column {name}=列名 指明一列。")
    return trouble


def _planned(
    file: ExportFile,
    warehouse: Warehouse,
    credentials: Credentials,
    moments: KeptMoments,
    given: datetime | None,
    now: datetime,
) -> Plan:
    watch = partial(_watched, file.path.name)
    readings = [read_rows(table, header, watch) for table, header in file.tables]
    published = [row.published.at for reading in readings for row in reading.rows]
    newest = max(published, default=datetime.fromtimestamp(0, UTC))
    evidence = Evidence(file.path.name, file.written_at, file.made_at, newest)
    at = given or moments.of(file.digest, file.account.account_id) or exported_at(evidence, now)
    known = _known(warehouse, file.account.account_id, published)
    by_export = not _is_gathered(warehouse, file.account, credentials)
    return plan_import(readings, file.account, known, _whole(at), by_export=by_export)


def _is_gathered(warehouse: Warehouse, account: Account, credentials: Credentials) -> bool:
    """As the running hub has it, which may know other credentials than we; else as ours say."""
    rows = warehouse.query_file(_SQL / "account_gathered.sql", {"account_id": account.account_id})
    return bool(rows[0]["gathered"]) if rows else is_gathered(account, credentials)


def _known(warehouse: Warehouse, account_id: str, published: Sequence[datetime]) -> list[KnownPost]:
    if not published:
        return []
    day = timedelta(days=1)
    rows = read_account_posts(warehouse, account_id, min(published) - day, max(published) + day)
    return [
        KnownPost(
            post_id=cast("str", row["post_id"]),
            published_at=require_utc(cast("datetime", row["published_at"])),
            precision=cast("Any", row["published_precision"]),
            title=cast("str", row["title"]),
            text=cast("str", row["text"]),
            url=cast("str", row["url"]),
        )
        for row in rows
    ]


def _whole(at: datetime) -> datetime:
    """To the second, so that the warehouse's milliseconds keep it."""
    return at.replace(microsecond=0)


def _tell(files: Sequence[ExportFile], plans: Sequence[Plan]) -> None:
    table = RichTable(title="导入", title_justify="left", header_style="bold")
    for name in ("文件", "账号", "导出时间", "新作品", "已有作品", "重复行", "未匹配", "不能用"):
        table.add_column(name, overflow="fold")
    for file, plan in zip(files, plans, strict=True):
        counts = (plan.new, plan.matched, plan.repeated, len(plan.unmatched), len(plan.refusals))
        at = plan.exported_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        table.add_row(file.path.name, plan.account.account_id, at, *(f"{count:,}" for count in counts))
    console.print(table)
    for file, plan in zip(files, plans, strict=True):
        _tell_left_out(file, plan)


def _tell_left_out(file: ExportFile, plan: Plan) -> None:
    lines = [
        f"{file.path.name} 第 {row.line} 行“{(row.title or row.text)[:30]}”：{_WHY[verdict]}"
        for row, verdict in plan.unmatched
    ]
    lines += [f"{file.path.name} 第 {refusal.line} 行：{refusal.reason}" for refusal in plan.refusals]
    for line in lines[:SHOWN]:
        console.print(line, markup=False)
    if len(lines) > SHOWN:
        console.print(f"{file.path.name} 另有 {len(lines) - SHOWN:,} 行未列出。", markup=False)
    if file.ignored:
        console.print(f"{file.path.name} 未读取的工作表：{'、'.join(file.ignored)}", markup=False)


def _write(
    settings: Settings, moments: KeptMoments, files: Sequence[ExportFile], plans: Sequence[Plan]
) -> None:
    for file, plan in zip(files, plans, strict=True):
        moments.keep(file.digest, file.account.account_id, plan.exported_at)
    _publish(settings, files, plans)


def _publish(settings: Settings, files: Sequence[ExportFile], plans: Sequence[Plan]) -> None:
    """Everything is acknowledged by the stream when this returns. Raises Unavailable, DiskFull."""
    log = open_log(settings)
    log.ensure_topics()
    publisher = Publisher(log)
    try:
        for file, plan in zip(files, plans, strict=True):
            with traced(new_trace()):
                _publish_one(publisher, file, plan)
        publisher.flush()
    finally:
        publisher.close()
        log.close()


def _publish_one(publisher: Publisher, file: ExportFile, plan: Plan) -> None:
    names = {"account": plan.account.account_id, "trace": current_trace()}
    logger.info("%s is imported", file.path.name, extra=names)
    for record in _watched(file.path.name, plan.records):
        publisher.publish(record)
    for refusal in plan.refusals:
        publisher.publish_dead(_letter(file, plan, refusal))


def _letter(file: ExportFile, plan: Plan, refusal: Refusal) -> DeadLetter:
    place = {"file": file.path.name, "sha256": file.digest, "line": refusal.line, "cells": refusal.cells}
    reason = f"Line {refusal.line} of the export {file.path.name} was refused: {refusal.reason}."
    return letter_of_payload(msgspec.json.encode(place), reason, plan.exported_at, plan.account.account_id)


def _watched(name: str, items: Sequence[Item]) -> Iterable[Item]:
    """The items, showing how far they have been gone through, where there are many and a person looks on."""
    quiet = len(items) < MANY_ROWS or not console.is_terminal
    return track(items, name, console=console, disable=quiet)
