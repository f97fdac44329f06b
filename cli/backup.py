"""`fenghuo backup` and `fenghuo restore`: all that a hub keeps, in one folder or one file, and back again.

Order matters. The stream with its committed offsets is copied before the tables: whatever is loaded in
between is loaded once more after a restore, and replaces itself. A backup is complete when its `backup.json`
is there; it is written last, in a folder that gets its name only then.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli.context import PERSON_PATIENCE, begin, console
from cli.supervisor import fenghuo
from dashboards.metadata_dump import dump_metadata, is_empty, restore_metadata
from hub.clock import BEIJING, SystemClock
from hub.errors import AlreadyRunning, ConfigError, DiskFull, FenghuoError, Unavailable, is_disk_full
from hub.files import replace_file
from hub.settings import Settings
from warehouse.client import Warehouse, connect
from warehouse.dump import check, dump, put_back, require_fitting
from warehouse.migrations import migrate

FORMAT: Final = 1
READY_SECONDS: Final = 60.0

_MANIFEST: Final = "backup.json"
_TABLES: Final = "warehouse"
_DATABASES: Final = ("stream.sqlite", "superset/superset.db")
"""SQLite files below the data directory, copied while they may be in use."""
_DUMP: Final = "superset/superset.dump"
"""Superset's database where it is a PostgreSQL."""
_FILES: Final = ("tokens.json", "superset/prepared", "superset/imported", "superset/staff")
_FOLDERS: Final = ("secrets",)


def backup(
    target: Annotated[
        Path, typer.Argument(help="A folder that does not exist yet, or a file ending in .tar.")
    ],
) -> None:
    """Write all that the hub keeps into a folder or a .tar file. The hub may go on running."""
    settings = begin(logging.WARNING)
    if target.exists():
        raise ConfigError(f"{target} exists already; name a new folder or file.")
    began = time.monotonic()
    with _unfinished(target) as folder:
        _copy_files(settings, folder)
        with _warehouse(settings) as warehouse:
            slices = dump(warehouse, folder / _TABLES)
        manifest = {
            "format": FORMAT,
            "taken_at": SystemClock().now().isoformat(),
            "kafka": bool(settings.kafka),
            "files": _digests(folder),
        }
        replace_file(folder / _MANIFEST, json.dumps(manifest, indent=1).encode())
    size = sum(path.stat().st_size for path in _files_of(target)) / 1_000_000
    tables = len({one.table for one in slices})
    console.print(
        f"已备份到 {target}：{tables} 张表，共 {size:.1f} MB，用时 {time.monotonic() - began:.1f} 秒。"
    )
    console.print("其中有密钥和令牌（secrets、tokens.json），请像密码一样保管。", style="yellow")
    if settings.kafka:
        console.print("数据流在 Kafka 上，不在备份里；它有自己的副本与保留期。")


def restore(
    source: Annotated[Path, typer.Argument(help="What `fenghuo backup` wrote.")],
) -> None:
    """Bring a backup back into an empty data directory (FENGHUO_DATA). The hub must not be running."""
    settings = begin(logging.WARNING)
    with _opened(source) as folder:
        manifest = _manifest(folder)
        _require_same_kind(settings, folder)
        slices = check(folder / _TABLES)
        with _begun(settings, folder) as again:
            _place_files(settings, folder)
            _restore_metadata(settings, folder)
            with _warehouse(settings) as warehouse:
                migrate(warehouse)
                require_fitting(warehouse, folder / _TABLES, filled=again)
                put_back(warehouse, folder / _TABLES, slices)
    taken = datetime.fromisoformat(manifest["taken_at"]).astimezone(BEIJING)
    console.print(
        f"已恢复 {taken:%Y-%m-%d %H:%M}（北京时间）的备份：{len({one.table for one in slices})} 张表。"
    )
    console.print("现在可以启动；备份之后数据流里还有的记录会继续入库。")


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A folder beside the target that takes its name when the block has succeeded, and is gone otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))  # mode 0700
    try:
        yield folder
        if target.suffix == ".tar":
            _pack(folder, target)
        else:
            folder.rename(target)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(f"The disk of {target} is full; free some space, or choose another.") from None
        raise Unavailable(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pack(folder: Path, target: Path) -> None:
    packed = folder / "packed.tar"
    with tarfile.open(packed, "w") as archive:
        for path in _files_of(folder):
            if path != packed:
                archive.add(path, path.relative_to(folder).as_posix())
    packed.chmod(0o600)
    packed.rename(target)


@contextmanager
def _opened(source: Path) -> Iterator[Path]:
    """The backup as a folder."""
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory(dir=source.parent if source.exists() else None) as folder:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise ConfigError(f"{source} is no backup that can be read: {error}.") from None
        yield Path(folder)


@contextmanager
def _begun(settings: Settings, folder: Path) -> Iterator[bool]:
    """Whether this very backup was being restored here before, and was cut short."""
    mark = settings.data / "restoring"
    digest = hashlib.sha256((folder / _MANIFEST).read_bytes()).hexdigest()
    again = mark.exists() and mark.read_text(encoding="utf-8") == digest
    if not again:
        _require_empty(settings, folder)
        replace_file(mark, digest.encode())
    yield again
    mark.unlink()


def _copy_files(settings: Settings, folder: Path) -> None:
    for name in _DATABASES:
        if (settings.data / name).exists():
            _copy_database(settings.data / name, folder / name)
    for name in (*_FILES, *(found for one in _FOLDERS for found in _names(settings.data, one))):
        if (settings.data / name).is_file():
            replace_file(folder / name, (settings.data / name).read_bytes())
    if settings.superset_database:
        dump_metadata(settings, folder / _DUMP)


def _names(data: Path, folder: str) -> list[str]:
    return [path.relative_to(data).as_posix() for path in sorted((data / folder).glob("*"))]


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own way to copy a file that is being written: a state between two transactions."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(source, timeout=30)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise FenghuoError(f"{source} cannot be copied: {error}.") from None
    target.chmod(0o600)


def _place_files(settings: Settings, folder: Path) -> None:
    for path in _files_of(folder):
        name = path.relative_to(folder)
        if name.parts[0] != _TABLES and name.as_posix() not in (_MANIFEST, _DUMP):
            replace_file(settings.data / name, path.read_bytes())


def _require_same_kind(settings: Settings, folder: Path) -> None:
    """Raise ConfigError where Superset's own is a file in the backup and a PostgreSQL here, or so."""
    given = {name for name in (_DUMP, _DATABASES[1]) if (folder / name).exists()}
    if given and (_DUMP in given) != bool(settings.superset_database):
        where = "in PostgreSQL: name it with" if _DUMP in given else "in a file: do without"
        raise ConfigError(f"The backup has Superset's own {where} FENGHUO_SUPERSET_DATABASE.")


def _restore_metadata(settings: Settings, folder: Path) -> None:
    """Fill the PostgreSQL. Where it is filled, an attempt that was cut short later did so, all at once."""
    if (folder / _DUMP).exists() and is_empty(settings):
        restore_metadata(settings, folder / _DUMP)


def _require_empty(settings: Settings, folder: Path) -> None:
    """Raise ConfigError where something would be overwritten. Secrets that are the same are no obstacle."""
    for path in _files_of(folder):
        name = path.relative_to(folder)
        known = settings.data / name
        if name.parts[0] == _TABLES or name.name == _MANIFEST or not known.exists():
            continue
        if known.read_bytes() != path.read_bytes():
            raise ConfigError(
                f"{known} exists already; restore into an empty FENGHUO_DATA, or move the old one away."
            )
    if (folder / _DUMP).exists() and not is_empty(settings):
        raise ConfigError(
            "The PostgreSQL of FENGHUO_SUPERSET_DATABASE holds tables already; restore into an empty one."
        )


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files_of(folder)
    }


def _manifest(folder: Path) -> dict[str, Any]:
    """What a complete backup says of itself, every file found as it was written. Raises ConfigError."""
    try:
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ConfigError(f"{folder} is no complete backup: its {_MANIFEST} cannot be read.") from None
    if manifest.get("format") != FORMAT:
        raise ConfigError(f"{folder} is a backup of another version of Fenghuo; restore it with that one.")
    for name, digest in manifest["files"].items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ConfigError(f"{path} is missing or not as it was written; use another backup.")
    return manifest


def _files_of(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())


@contextmanager
def _warehouse(settings: Settings) -> Iterator[Warehouse]:
    """The warehouse, started for the while where it is the embedded one and does not run."""
    try:
        warehouse = connect(settings, patience=PERSON_PATIENCE)
    except Unavailable:
        if settings.clickhouse:
            raise
        with _served(settings):
            warehouse = connect(settings, patience=READY_SECONDS)
            yield warehouse
            warehouse.close()
        return
    yield warehouse
    warehouse.close()


@contextmanager
def _served(settings: Settings) -> Iterator[None]:
    logs = settings.data / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "warehouse.log").open("ab") as log:
        server = subprocess.Popen(fenghuo("warehouse", "serve"), env=os.environ, stdout=log, stderr=log)
    try:
        yield
        if server.poll() is not None:
            raise AlreadyRunning(f"The warehouse ended; the last lines of {log.name} say why.")
    finally:
        server.terminate()
        server.wait(timeout=60)
