"""`fenghuo status`: what each room did last, and how far behind it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.table import Table

from cli.checks import processes
from cli.context import begin, console, warehouse_to_read
from hub.clock import BEIJING
from hub.errors import FenghuoError
from hub.roster import load_roster
from hub.settings import Settings
from streams.opening import open_log
from warehouse.client import Warehouse
from warehouse.lag import measure_progress

LATE_SHOWN = 5
"""Accounts with a late sheet that are named."""

_SQL = Path(__file__).parent / "sql"


def status() -> None:
    """Show each room: what it did last, how far behind it is."""
    settings = begin(logging.ERROR)
    table = Table(title="烽火状态", title_justify="left", header_style="bold")
    table.add_column("部件", no_wrap=True)
    table.add_column("情况", overflow="fold")
    for room, look in (
        ("台账", _roster),
        ("采集", _gathering),
        ("导出", _exports),
        ("数据流", _stream),
        ("仓库", _warehouse),
        ("转载匹配", _matching),
        ("预警", _alerts),
        ("看板", _dashboards),
    ):
        table.add_row(room, _or_sentence(look, settings))
    console.print(table)


def _or_sentence(look: Callable[[Settings], str], settings: Settings) -> str:
    try:
        return look(settings)
    except FenghuoError as error:
        return f"[red]{error.sentence}[/]"


def _roster(settings: Settings) -> str:
    roster = load_roster(settings.roster)
    return f"{len(roster.accounts)} 个账号（{settings.roster}）"


def _gathering(settings: Settings) -> str:
    row = _one(warehouse_to_read(settings), "status_gathering.sql")
    last = _at(row["last_finished_at"])
    told = f"自动采集 {row['accounts_gathered']} 个账号；最近一次 {last}"
    return f"{told}；24 小时内成功 {row['accounts_ok']} 个账号，失败 {row['accounts_failed']} 个"


def _exports(settings: Settings) -> str:
    """Accounts that live by export, and who is late with the sheet."""
    rows = warehouse_to_read(settings).query_file(_SQL / "status_exports.sql")
    late = [f"{row['account_id']}（{row['told']}）" for row in rows if row["days_late"]]
    told = f"{len(rows)} 个账号靠导出表（fenghuo import），逾期 {len(late)} 个"
    more = " 等，见 v_export_due" if len(late) > LATE_SHOWN else ""
    return told + (f"：{'、'.join(late[:LATE_SHOWN])}{more}" if late else "")


def _stream(settings: Settings) -> str:
    log = open_log(settings)
    try:
        progress = measure_progress(log).values()
    finally:
        log.close()
    written, lag = sum(of.end_offset for of in progress), sum(of.lag for of in progress)
    where = f"Kafka {settings.kafka}" if settings.kafka else "内置日志"
    return f"{where}：共 {written:,} 条，待入库 {lag:,} 条"


def _warehouse(settings: Settings) -> str:
    row = _one(warehouse_to_read(settings), "status_warehouse.sql")
    counts = (("作品", "posts"), ("数字", "metrics"), ("采集记录", "crawls"), ("死信", "dead_letters"))
    told = "，".join(f"{name} {row[column]:,}" for name, column in counts)
    return f"{told}（待处理 {row['open_letters']:,}）"


def _matching(settings: Settings) -> str:
    row = _one(warehouse_to_read(settings), "status_matching.sql")
    return f"发布 {row['releases']:,}，转载 {row['adoptions']:,}；最近变动 {_at(row['last_matched_at'])}"


def _alerts(settings: Settings) -> str:
    row = _one(warehouse_to_read(settings), "status_alerts.sql")
    waiting = f"；待发消息 {row['waiting_messages']:,}" if row["waiting_messages"] else ""
    return f"未关闭 {row['open_episodes']:,}；判定到 {_at(row['evaluated_at'])}{waiting}"


def _dashboards(settings: Settings) -> str:
    [finding] = processes.dashboards(settings)
    return finding.words


def _one(warehouse: Warehouse, name: str) -> dict[str, object]:
    return warehouse.query_file(_SQL / name)[0]


def _at(instant: object) -> str:
    if not isinstance(instant, datetime) or instant.year == 1970:
        return "尚无"
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
