"""The tables as files, and files as tables again: what `fenghuo backup` takes of the warehouse.

Over HTTP, so that the embedded server and a real one are treated alike (the embedded engine's own BACKUP
could write its data directory only). Each table is read with FINAL, in slices by the hash of its sorting key
so that no answer grows too large, as ClickHouse's Native format, compressed with gzip. The hash of each file
is told in the manifest and checked before anything is put back.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast

from hub.errors import ConfigError
from hub.files import replace_file
from warehouse.client import Warehouse

SLICE_ROWS: Final = 100_000
"""About how many rows a file holds: some tens of MB in Native."""
SLICE_BYTES: Final = 64_000_000
"""About how many uncompressed bytes; the embedded server takes 256 MB in one request."""
TABLES_FILE: Final = "tables.json"
NOT_DUMPED: Final = frozenset({"schema_migrations"})
"""Written by `migrate` itself; the manifest tells what it said."""

_QUERIES: Final = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Slice:
    """One file of a table, and the SHA-256 of its content."""

    file: str
    table: str
    columns: list[str]
    sha256: str


def dump(warehouse: Warehouse, folder: Path) -> list[Slice]:
    """Write every table's rows into `folder`, and what was written into `tables.json` last.

    What is inserted meanwhile may be in or not, table by table: a stream copied before puts it right.
    """
    slices = [made for table in _tables(warehouse) for made in _dump_table(warehouse, table, folder)]
    manifest = {
        "migrations": _migrations(warehouse),
        "slices": [asdict(one) for one in slices],
    }
    replace_file(folder / TABLES_FILE, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return slices


def check(folder: Path) -> list[Slice]:
    """The slices of a dump, every file found whole. Raises ConfigError naming the first that is not."""
    slices = [Slice(**one) for one in _manifest(folder)["slices"]]
    for one in slices:
        path = folder / one.file
        if not path.is_file():
            raise ConfigError(f"The backup {folder} lacks {one.file}; it cannot be restored.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != one.sha256:
            raise ConfigError(f"{path} is not as it was written (its SHA-256 differs); use another backup.")
    return slices


def require_fitting(warehouse: Warehouse, folder: Path, filled: bool = False) -> None:
    """Raise ConfigError unless this version knows the tables and, but where `filled`, they are empty."""
    newer = set(_manifest(folder)["migrations"]) - set(_migrations(warehouse))
    if newer:
        raise ConfigError(
            f"The backup {folder} is of a newer Fenghuo (migration {min(newer)} is unknown); upgrade first."
        )
    full = [str(table["table"]) for table in _tables(warehouse) if table["rows"]]
    if full and not filled:
        raise ConfigError(
            f"The warehouse holds data already ({', '.join(full[:3])}, …); restore into an empty one."
        )


def put_back(warehouse: Warehouse, folder: Path, slices: Sequence[Slice]) -> None:
    """Insert the slices; doing it again changes nothing, since rows replace themselves."""
    for one in slices:
        content = gzip.decompress((folder / one.file).read_bytes())
        if content:
            warehouse.insert_native(one.table, one.columns, content)


def _tables(warehouse: Warehouse) -> list[dict[str, object]]:
    rows = warehouse.query_file(_QUERIES / "dumped_tables.sql")
    return [row for row in rows if row["table"] not in NOT_DUMPED]


def _migrations(warehouse: Warehouse) -> list[str]:
    rows = warehouse.query(
        "SELECT name FROM schema_migrations FINAL WHERE match(name, '^[0-9]{4}_') ORDER BY name"
    )
    return [str(row["name"]) for row in rows]


def _dump_table(warehouse: Warehouse, table: Mapping[str, object], folder: Path) -> Iterator[Slice]:
    name, columns = str(table["table"]), cast("list[str]", table["columns"])
    slices = 1 + max(
        int(cast("int", table["rows"])) // SLICE_ROWS, int(cast("int", table["bytes"])) // SLICE_BYTES
    )
    count = slices if table["key"] else 1
    final = " FINAL" if table["replacing"] else ""
    named = ", ".join(f"`{column}`" for column in columns)
    for number in range(count):
        where = f" WHERE cityHash64({table['key']}) % {count} = {number}" if count > 1 else ""
        sql = f"SELECT {named} FROM `{name}`{final}{where}"  # noqa: S608
        yield _write(folder, name, number, columns, warehouse.raw(sql, "Native"))


def _write(folder: Path, table: str, number: int, columns: list[str], native: bytes) -> Slice:
    # Without a time in it, so that the same rows give the same file.
    content = gzip.compress(native, compresslevel=3, mtime=0)
    file = f"{table}.{number:04d}.native.gz"
    replace_file(folder / file, content)
    return Slice(file, table, columns, hashlib.sha256(content).hexdigest())


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / TABLES_FILE
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{folder} is no backup, or an unfinished one: it has no {TABLES_FILE}.") from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from None
    if not isinstance(read, dict):
        raise ConfigError(f"{path} is not what a backup writes.")
    return read
