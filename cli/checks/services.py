"""What runs beside us: stream, warehouse, dashboards, and the hub's own processes by their last deed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

from cli.checks.finding import Finding
from cli.context import warehouse_to_read
from hub.settings import Settings
from streams.opening import open_log
from warehouse.client import Warehouse
from warehouse.lag import measure_progress
from warehouse.migrations import outstanding

_SQL: Final = Path(__file__).parents[1] / "sql"
_APART: Final = timedelta(seconds=5)
"""How far the warehouse's clock may be from ours."""
_LATEST: Final = {
    "crawlers": timedelta(hours=6),
    "warehouse": timedelta(minutes=10),
    "alerts": timedelta(minutes=15),
}
"""How long ago each room may have last done what it is for; crawlers sleep through the night."""
ROOMS: Final = {
    "crawlers": ("采集", "gatherer.log"),
    "warehouse": ("入库", "loader.log"),
    "alerts": ("预警判定", "watch.log"),
}
"""Each room's name and its process' log."""
_LONG: Final = 100_000
"""So many records behind is more than a burst."""


def stream(settings: Settings) -> Iterator[Finding]:
    """Whether the log can be opened, and how far behind it the warehouse is."""
    where = f"Kafka {settings.kafka}" if settings.kafka else "内置日志"
    with closing(open_log(settings)) as log:
        lag = sum(of.lag for of in measure_progress(log).values())
    words = f"{where}，待入库 {lag:,} 条"
    if lag > _LONG:
        yield Finding("数据流", "warning", words, "确认 loader 在运行（fenghuo status），看 logs/loader.log")
    else:
        yield Finding("数据流", "ok", words)


def warehouse(settings: Settings) -> Iterator[Finding]:
    """Whether the warehouse answers, in the same time, with this version's tables."""
    with closing(warehouse_to_read(settings)) as reader:
        yield from _warehouse_itself(reader)
        yield from _tables(reader)


def deeds(settings: Settings) -> Iterator[Finding]:
    """When each room last did what it is for, and what waits for a person."""
    with closing(warehouse_to_read(settings)) as reader:
        yield from _rooms(reader)
        yield from _letters(reader)


def crawlers(settings: Settings) -> Iterator[Finding]:
    """When gatherers last succeeded."""
    yield _deed("crawlers", settings)


def loader(settings: Settings) -> Iterator[Finding]:
    """When loaders last succeeded."""
    yield _deed("warehouse", settings)


def alerts(settings: Settings) -> Iterator[Finding]:
    """When silences were last judged."""
    yield _deed("alerts", settings)


def _warehouse_itself(reader: Warehouse) -> Iterator[Finding]:
    before = datetime.now(UTC)
    row = reader.query_file(_SQL / "doctor_warehouse.sql")[0]
    after = datetime.now(UTC)
    theirs = cast("datetime", row["instant"])
    if theirs < before - _APART or theirs > after + _APART:
        apart = abs((theirs - after).total_seconds())
        yield Finding("仓库", "error", f"仓库的时钟与本机差 {apart:.0f} 秒", "让两台机器都与时间服务器同步")
    if not row["beijing_known"]:
        yield Finding("仓库", "error", "仓库没有 Asia/Shanghai 的时区数据", "在仓库所在机器安装 tzdata")
    yield Finding("仓库", "ok", f"ClickHouse {row['release']} 正常")


def _tables(reader: Warehouse) -> Iterator[Finding]:
    missing, unknown = outstanding(reader)
    if missing:
        words = f"表结构落后：{'、'.join(missing[:3])}" + (f" 等 {len(missing)} 项" if missing[3:] else "")
        yield Finding("表结构", "error", words, "运行 fenghuo warehouse migrate")
    if unknown:
        words = f"仓库由更新的版本建立：{'、'.join(unknown[:3])}"
        yield Finding("表结构", "error", words, "升级程序，或从旧版本的备份恢复")
    if not missing and not unknown:
        yield Finding("表结构", "ok", "与程序一致")


def _deed(room: str, settings: Settings) -> Finding:
    with closing(warehouse_to_read(settings)) as reader:
        return room_finding(room, last_deeds(reader).get(room))


def _rooms(reader: Warehouse) -> Iterator[Finding]:
    last = last_deeds(reader)
    yield from (room_finding(room, last.get(room)) for room in ROOMS)


def last_deeds(reader: Warehouse) -> dict[str, datetime]:
    """When each room last did what it is for; one that never did is missing."""
    rows = reader.query_file(_SQL / "health_success.sql")
    return {str(row["room"]): cast("datetime", row["at"]) for row in rows}


def room_finding(room: str, at: datetime | None) -> Finding:
    """Whether a room of ROOMS is well that last did what it is for at `at`, or never."""
    name, log = ROOMS[room]
    if at is None:
        return Finding(name, "warning", "还没有成功过", "启动中枢：fenghuo up")
    ago = datetime.now(UTC) - at
    words = f"最近一次成功在 {ago.total_seconds() / 60:,.0f} 分钟前"
    if ago > _LATEST[room]:
        return Finding(name, "error", words, f"看 fenghuo status 与 logs/{log}")
    return Finding(name, "ok", words)


def _letters(reader: Warehouse) -> Iterator[Finding]:
    waiting = sum(
        int(str(row["letters"]))
        for row in reader.query_file(_SQL / "health_letters.sql")
        if row["state"] == "open"
    )
    if waiting:
        yield Finding("死信", "warning", f"{waiting:,} 条等待处理", "fenghuo dead-letters list")
    else:
        yield Finding("死信", "ok", "没有待处理的")
