"""A folder that lets another person recompute a number without this hub: `write_evidence`.

It holds the figure's rows, the rows they were counted from, the posts behind them with their links, each
snapshot of those posts' figures with its capture time and source, the measure's SQL with its version, the
exact query and its parameters, instructions in Chinese, and a manifest with the SHA-256 of each file. From
the same data come the same bytes; only the manifest tells the time. Instants are UTC, days are Beijing's.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Template
from typing import BinaryIO, Final

from hub.clock import require_utc
from hub.errors import ConfigError
from hub.files import new_folder, replace_file, replacing
from warehouse.client import Warehouse
from warehouse.conditions import Conditions, parse_conditions
from warehouse.evidence_routes import GROUNDS, MOST_BOUND, Ground, Route, route_of
from warehouse.migrations import MEASURES, measures_behind

MOST_POSTS: Final = 200_000
"""A figure of more posts is refused: nobody recomputes it by hand, and its snapshots fill disks."""
_EMPTY: Final = "\\N"
"""How ClickHouse's CSV writes an empty value."""
_FIGURES: Final = "figure.csv"
_POSTS: Final = GROUNDS / "posts_behind.sql"
_SNAPSHOTS: Final = GROUNDS / "snapshots_behind.sql"
_README: Final = GROUNDS / "README.template"


@dataclass(frozen=True)
class Evidence:
    """What was written: rows of the figure, posts behind it, snapshots of those posts."""

    folder: Path
    figures: int
    posts: int
    snapshots: int
    steady: bool
    """Whether the figure was the same before and after its grounds were read."""


def write_evidence(
    warehouse: Warehouse, view: str, wanted: Sequence[str], folder: Path, taken_at: datetime
) -> Evidence:
    """Write the evidence of those rows of `view` that meet all of `wanted` (`level=county`, …).

    Raises ConfigError for an unknown view or column, a condition without rows, a figure of more than
    MOST_POSTS posts, a folder that is there already, or views that are older than this version; Unavailable,
    DiskFull. After an error there is no folder.
    """
    route = route_of(view)
    conditions = parse_conditions(wanted, _columns(warehouse, view))
    figure = f"SELECT * FROM {view} WHERE {conditions.sql} ORDER BY ALL SETTINGS max_threads = 1"
    with new_folder(folder) as fresh:
        _write_query(fresh, figure, wanted, conditions)
        before = _write_answer(warehouse, fresh / _FIGURES, figure, conditions.parameters)
        _require_rows(fresh, view)
        grounds = _write_grounds(warehouse, fresh, view, route, conditions)
        posts = _posts_behind(fresh, grounds)
        for file in (_POSTS, _SNAPSHOTS):
            _write_of_posts(warehouse, fresh, file, posts)
        _write_measures(warehouse, view, fresh)
        steady = before == _digest(warehouse.stream(figure, "CSVWithNames", conditions.parameters))
        _write_readme(fresh, view, wanted, route.recompute, grounds)
        found = Evidence(folder, *_counts(fresh), steady=steady)
        _write_manifest(fresh, view, wanted, conditions, found, taken_at)
    return found


def _columns(warehouse: Warehouse, view: str) -> dict[str, str]:
    rows = warehouse.query(f"DESCRIBE TABLE {view}")
    return {str(row["name"]): str(row["type"]) for row in rows}


def _write_query(folder: Path, figure: str, wanted: Sequence[str], conditions: Conditions) -> None:
    bound = [f"-- {name} = {_told(value)}" for name, value in conditions.parameters.items()]
    asked = [f"-- --where {' '.join(one.split())}" for one in wanted]
    replace_file(folder / "query.sql", "\n".join([*asked, *bound, figure, ""]).encode())


def _write_answer(warehouse: Warehouse, path: Path, sql: str, parameters: Mapping[str, object]) -> str:
    """Write an answer as CSV; its SHA-256."""
    with replacing(path) as file:
        return _digest(_copied(warehouse.stream(sql, "CSVWithNames", parameters), file))


def _copied(pieces: Iterable[bytes], file: BinaryIO) -> Iterator[bytes]:
    for piece in pieces:
        file.write(piece)
        yield piece


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _require_rows(folder: Path, view: str) -> None:
    if next(_rows(folder / _FIGURES), None) is None:
        raise ConfigError(f"No row of {view} meets these conditions; `fenghuo sql` shows what it holds.")


def _write_grounds(
    warehouse: Warehouse, folder: Path, view: str, route: Route, conditions: Conditions
) -> list[Ground]:
    """Write what the figure was counted from; the grounds it was counted from."""
    written = []
    for ground in route.grounds:
        behind = ground.rows_behind(view, conditions, _rows(folder / _FIGURES))
        if behind is not None:
            sql = f"SELECT * FROM ({behind.sql}) ORDER BY ALL"
            _write_answer(warehouse, folder / f"{ground.name}.csv", sql, behind.parameters)
            written.append(ground)
    return written


def _posts_behind(folder: Path, grounds: Sequence[Ground]) -> list[str]:
    """The ids of the posts that the grounds lead to, sorted."""
    found: set[str] = set()
    for ground in grounds:
        for row in _rows(folder / f"{ground.name}.csv"):
            found.update(value for name, value in row.items() if name.endswith("post_id"))
    found -= {"", _EMPTY}
    if len(found) > MOST_POSTS:
        raise ConfigError(
            f"{len(found)} posts stand behind it, {MOST_POSTS} are the most; narrow it by --where."
        )
    return sorted(found)


def _write_of_posts(warehouse: Warehouse, folder: Path, query: Path, posts: Sequence[str]) -> None:
    """Write what a query tells of the posts, asked for by their key in batches that fit an address."""
    sql = query.read_text(encoding="utf-8")
    with replacing(folder / f"{query.stem.removesuffix('_behind')}.csv") as file:
        for start in range(0, max(len(posts), 1), MOST_BOUND):
            ids = {"post_ids": posts[start : start + MOST_BOUND]}
            for piece in warehouse.stream(sql, "CSV" if start else "CSVWithNames", ids):
                file.write(piece)


def _write_measures(warehouse: Warehouse, view: str, folder: Path) -> None:
    """The SQL of the view and of those it reads, and the ledger that says they are what answered."""
    rows = warehouse.query("SELECT name, digest FROM schema_migrations FINAL WHERE digest != ''")
    ledger = {str(row["name"]): str(row["digest"]) for row in rows}
    for name in measures_behind(view):
        content = (MEASURES / f"{name}.sql").read_bytes()
        if ledger.get(name) != hashlib.sha256(content).hexdigest():
            raise ConfigError(
                f"The warehouse's {name} is of another version; run `fenghuo warehouse migrate` first."
            )
        replace_file(folder / "measure" / f"{name}.sql", content)
    lines = ["name,sha256", *(f"{name},{digest}" for name, digest in sorted(ledger.items())), ""]
    replace_file(folder / "ledger.csv", "\n".join(lines).encode())


def _write_readme(
    folder: Path, view: str, wanted: Sequence[str], recompute: str, grounds: Sequence[Ground]
) -> None:
    text = Template(_README.read_text(encoding="utf-8")).substitute(
        view=view,
        conditions="、".join(f"`{one}`" for one in wanted) or "没有条件（全部行）",
        recompute=recompute,
        grounds="\n".join(f"- `{ground.name}.csv`：{ground.words}" for ground in grounds),
    )
    replace_file(folder / "README.md", text.encode())


def _counts(folder: Path) -> tuple[int, int, int]:
    """How many rows the figure, the posts and the snapshots have."""
    figures, posts, snapshots = (
        sum(1 for _ in _rows(folder / name)) for name in (_FIGURES, "posts.csv", "snapshots.csv")
    )
    return figures, posts, snapshots


def _rows(path: Path) -> Iterator[dict[str, str]]:
    # Titles may hold line breaks, so lines are not rows.
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write_manifest(
    folder: Path,
    view: str,
    wanted: Sequence[str],
    conditions: Conditions,
    found: Evidence,
    taken_at: datetime,
) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = {
        "view": view,
        "measure_sha256": hashlib.sha256((MEASURES / f"{view}.sql").read_bytes()).hexdigest(),
        "where": list(wanted),
        "parameters": {name: _told(value) for name, value in conditions.parameters.items()},
        "taken_at": require_utc(taken_at).isoformat(timespec="seconds"),
        "steady": found.steady,
        "rows": {"figure": found.figures, "posts": found.posts, "snapshots": found.snapshots},
        "sha256": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    replace_file(folder / "manifest.json", text.encode())


def _told(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
