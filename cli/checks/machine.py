"""The machine: interpreter and packages, disk, clock, time zone, and who may read what is kept."""

from __future__ import annotations

import ctypes
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cli.checks.finding import Finding
from hub.settings import Settings

_REQUIREMENTS: Final = Path(__file__).parents[2] / "requirements.txt"
_PIN: Final = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)")
_SHOWN: Final = 3
_ROOMY: Final = 5
"""Free space below this many times `FENGHUO_MIN_FREE_BYTES` is worth a word before it is used up."""
_TIME_ERROR: Final = 5
"""What adjtimex(2) returns while the kernel's clock is not synchronised."""


def packages(_: Settings) -> Iterator[Finding]:
    """The interpreter, and whether what is installed is what requirements.txt pins."""
    python = ".".join(map(str, sys.version_info[:3]))
    wrong = [told for name, pinned in _pins() if (told := _difference(name, pinned))]
    if not wrong:
        yield Finding("程序", "ok", f"Python {python}，依赖与 requirements.txt 一致")
        return
    more = f" 等 {len(wrong)} 个" if len(wrong) > _SHOWN else ""
    yield Finding("程序", "error", f"依赖不一致：{'；'.join(wrong[:_SHOWN])}{more}", "运行 make install")


def disk(settings: Settings) -> Iterator[Finding]:
    """Free space where the hub writes."""
    place = next(
        path for path in (settings.data.absolute(), *settings.data.absolute().parents) if path.exists()
    )
    free = shutil.disk_usage(place).free
    words = f"{settings.data} 所在磁盘剩余 {free / 1e9:.1f} GB"
    remedy = "清理磁盘，或用 FENGHUO_DATA 换一个目录"
    if free < settings.min_free_bytes:
        yield Finding("磁盘", "error", f"{words}，已停止写入", remedy)
    elif free < _ROOMY * settings.min_free_bytes:
        yield Finding("磁盘", "warning", f"{words}，快不够了", remedy)
    else:
        yield Finding("磁盘", "ok", words)


def clock(_: Settings) -> Iterator[Finding]:
    """Whether the kernel says that something keeps its clock right; a wrong one misdates every capture."""
    state = _kernel_clock()
    now = datetime.now(UTC)
    if now < _built_at() - timedelta(days=1):
        yield Finding(
            "时钟", "error", f"本机时间 {now:%Y-%m-%d %H:%M} UTC 早于程序文件的日期", "校准本机时间"
        )
    elif state == _TIME_ERROR:
        yield Finding("时钟", "warning", "系统时钟没有与时间服务器同步", "启用 chrony 或 systemd-timesyncd")
    else:
        yield Finding("时钟", "ok", f"{now:%Y-%m-%d %H:%M} UTC" + ("，已同步" if state is not None else ""))


def time_zone(_: Settings) -> Iterator[Finding]:
    """A day is a Beijing day; that needs the zone's data, not the machine's own zone."""
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        yield Finding("时区", "error", "缺少 Asia/Shanghai 的时区数据", "apt-get install tzdata")
    else:
        yield Finding("时区", "ok", "按北京时间划分日期；本机时区不影响")


def privacy(settings: Settings) -> Iterator[Finding]:
    """Whether secrets and kept data are closed to other users of the machine."""
    files = [Path(".env"), settings.data / "tokens.json", *sorted((settings.data / "secrets").glob("*"))]
    open_ones = [path for path in files if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        names = " ".join(str(path) for path in open_ones)
        yield Finding("密钥文件", "error", f"其他用户可读：{names}", f"chmod 600 {names}")
    else:
        yield Finding("密钥文件", "ok", "只有本用户可读")


def _pins() -> list[tuple[str, str]]:
    if not _REQUIREMENTS.exists():  # installed from a wheel: its own metadata has been held already
        return []
    lines = _REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return [(match[1], match[2]) for line in lines if (match := _PIN.match(line)) and ";" not in line]


def _difference(name: str, pinned: str) -> str:
    try:
        found = version(name)
    except PackageNotFoundError:
        return f"缺少 {name} {pinned}"
    return "" if found == pinned else f"{name} 为 {found}，应为 {pinned}"


def _built_at() -> datetime:
    return datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)


def _kernel_clock() -> int | None:
    """What adjtimex(2) says of the clock's state; None where it cannot be asked."""
    buffer = ctypes.create_string_buffer(512)  # struct timex, modes = 0: read only
    try:
        state = int(ctypes.CDLL(None, use_errno=True).adjtimex(buffer))
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state
