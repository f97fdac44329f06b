"""Bring the warehouse's tables and views to what this version expects.

`migrations/NNNN_name.sql` run once each, in order; `measures/v_….sql` hold one view each and run again when
their text changed; a roll-up is made anew where its SQL in `rollups/` changed, or a view that it reads. The
ledger `schema_migrations` remembers all of them by digest, so an unchanged start is quick.
"""

from __future__ import annotations

import difflib
import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from hub.errors import ConfigError
from warehouse.client import Warehouse, WarehouseError
from warehouse.rollups import ROLLUPS, rebuild
from warehouse.statements import split_statements, words

_log = logging.getLogger(__name__)

MIGRATIONS: Final = Path(__file__).parent / "migrations"
MEASURES: Final = Path(__file__).parent / "measures"
LEDGER: Final = Path(__file__).parent / "queries" / "schema_migrations.sql"

_FILE_NAME: Final = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql\Z")
_VIEW_NAME: Final = re.compile(r"v_[a-z0-9_]+\Z")
_GONE: Final = ""
"""The digest in the ledger of a view that was dropped."""
_OUTDATED: Final = "outdated"
"""The digest of a view whose tables were just migrated, until it is written again."""


@dataclass(frozen=True)
class MigrationReport:
    """What a run changed: names of migrations applied, views written, views dropped, roll-ups made anew."""

    applied: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    rebuilt: tuple[str, ...] = ()


def migrate(
    warehouse: Warehouse, migrations: Path = MIGRATIONS, measures: Path = MEASURES, rollups: Path = ROLLUPS
) -> MigrationReport:
    """Apply what is missing; a second run changes nothing. Making a roll-up anew reads all raw rows.

    Raises ConfigError for a warehouse that a newer hub has migrated, for a file that is misnamed, was changed
    after it had been applied, or refers to itself in a circle, and for SQL that the warehouse refuses (naming
    the file); Unavailable.
    """
    warehouse.ensure_database()
    for statement in split_statements(LEDGER.read_text(encoding="utf-8")):
        warehouse.command(statement)
    ledger = _read_ledger(warehouse)
    _refuse_newer(ledger, migrations)
    applied = _apply_migrations(warehouse, _numbered(migrations), ledger)
    views = _views(measures)
    dropped = _drop_views(warehouse, views, ledger)
    written = _write_views(warehouse, views, ledger)
    rebuilt = _rebuild_rollups(warehouse, rollups, views, ledger)
    return MigrationReport(tuple(applied), tuple(written), tuple(dropped), tuple(rebuilt))


def require_not_newer(warehouse: Warehouse, migrations: Path = MIGRATIONS) -> None:
    """Raise ConfigError where a newer hub has migrated the warehouse: this one would misread its tables.

    One that was never migrated is not newer. Raises Unavailable.
    """
    try:
        ledger = _read_ledger(warehouse)
    except WarehouseError:
        return
    _refuse_newer(ledger, migrations)


def require_newest(name: str, migrations: Path = MIGRATIONS) -> None:
    """Raise ConfigError, saying why and what to do, unless `name` is the last migration of this version.

    There is no way to another one: the views of this version read all its tables, and what a migration has
    rewritten or dropped is not kept beside them.
    """
    names = [file.stem for file in _numbered(migrations)]
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.0)[0]
        raise ConfigError(f"There is no migration {name}; did you mean {near}? The newest is {names[-1]}.")
    if name != names[-1]:
        raise ConfigError(
            f"The tables cannot be taken to {name}: this version's views need {names[-1]}, and what later "
            "migrations have rewritten is not kept as it was. To go back, restore the backup made before the "
            "upgrade with the version that made it, then load again what the stream has since: "
            "docs/upgrade.md."
        )


def measures_behind(view: str, measures: Path = MEASURES) -> list[str]:
    """A view and every view it is made of, sorted by name."""
    references = _references(_texts(_views(measures)))
    found, waiting = {view}, [view]
    while waiting:
        more = references[waiting.pop()] - found
        found |= more
        waiting += more
    return sorted(found)


def views_in_order(measures: Path = MEASURES) -> list[str]:
    """All views, each behind those it reads. Raises ConfigError where they stand in a circle."""
    return _in_order(_references(_texts(_views(measures))))


def outstanding(
    warehouse: Warehouse, migrations: Path = MIGRATIONS, measures: Path = MEASURES, rollups: Path = ROLLUPS
) -> tuple[list[str], list[str]]:
    """What the warehouse lacks of this version, and what it has of a newer one; by name. Changes nothing.

    Raises WarehouseError where the warehouse has never been migrated; Unavailable.
    """
    ledger, views = _read_ledger(warehouse), _views(measures)
    files = {file.stem: file for file in _numbered(migrations)} | views
    wanted = {name: _digest(file.read_text(encoding="utf-8")) for name, file in files.items()}
    wanted |= _rollup_digests(rollups, views)
    missing = [name for name, digest in wanted.items() if ledger.get(name) != digest]
    return missing, [name for name, digest in ledger.items() if digest != _GONE and name not in wanted]


def _read_ledger(warehouse: Warehouse) -> dict[str, str]:
    rows = warehouse.query("SELECT name, digest FROM schema_migrations FINAL")
    return {str(row["name"]): str(row["digest"]) for row in rows}


def _refuse_newer(ledger: Mapping[str, str], migrations: Path) -> None:
    known = {file.stem for file in _numbered(migrations)}
    newer = [
        name
        for name, digest in ledger.items()
        if re.match(r"\d{4}_", name) and digest != _GONE and name not in known
    ]
    if newer:
        raise ConfigError(
            f"The warehouse is newer than this hub: migration {max(newer)} is unknown here (the newest known "
            f"is {max(known, default='none')}). Start the version that made it, or restore a backup of this "
            "version: docs/upgrade.md."
        )


def _numbered(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.sql"))
    seen: dict[str, Path] = {}
    for file in files:
        match = _FILE_NAME.match(file.name)
        if not match:
            raise ConfigError(f"Migration {file.name} must be named NNNN_name.sql.")
        other = seen.setdefault(match.group(1), file)
        if other is not file:
            raise ConfigError(f"Migrations {other.name} and {file.name} have the same number; renumber one.")
    return files


def _apply_migrations(warehouse: Warehouse, files: Sequence[Path], ledger: dict[str, str]) -> list[str]:
    applied: list[str] = []
    if any(file.stem not in ledger for file in files):
        _call_views_outdated(warehouse, ledger)
    for file in files:
        text = file.read_text(encoding="utf-8")
        known = ledger.get(file.stem)
        if known is None:
            _run_file(warehouse, file, text)
            _remember(warehouse, {file.stem: _digest(text)})
            applied.append(file.stem)
        elif known != _digest(text):
            raise ConfigError(
                f"Migration {file.name} was changed after it had been applied; undo that, add a new one."
            )
    return applied


def _call_views_outdated(warehouse: Warehouse, ledger: dict[str, str]) -> None:
    """Views follow their tables also where this process ends between a migration and the views."""
    known = [name for name, digest in ledger.items() if _VIEW_NAME.match(name) and digest != _GONE]
    outdated = dict.fromkeys(known, _OUTDATED)
    _remember(warehouse, outdated)
    ledger |= outdated


def _run_file(warehouse: Warehouse, file: Path, text: str) -> None:
    for number, statement in enumerate(split_statements(text), start=1):
        try:
            warehouse.command(statement)
        except WarehouseError as error:
            raise ConfigError(f"Statement {number} of {file.name} is refused: {error.sentence}") from None


def _views(folder: Path) -> dict[str, Path]:
    views = {file.stem: file for file in sorted(folder.glob("*.sql"))}
    for name, file in views.items():
        if not _VIEW_NAME.match(name):
            raise ConfigError(f"Measure {file.name} must be named after its view, v_….sql.")
    return views


def _drop_views(warehouse: Warehouse, views: Mapping[str, Path], ledger: Mapping[str, str]) -> list[str]:
    gone = [
        name
        for name, digest in ledger.items()
        if _VIEW_NAME.match(name) and digest != _GONE and name not in views
    ]
    for name in gone:
        warehouse.command(f"DROP VIEW IF EXISTS {name}")
    _remember(warehouse, dict.fromkeys(gone, _GONE))
    return gone


def _write_views(warehouse: Warehouse, views: Mapping[str, Path], ledger: Mapping[str, str]) -> list[str]:
    written: list[str] = []
    texts = _texts(views)
    changed = {name for name, text in texts.items() if ledger.get(name) != _digest(text)}
    if not changed:
        return written
    references = _references(texts)
    for name in _in_order(references):
        # A view keeps the column types of the views it reads, so it follows when one of them changes.
        if name in changed or not references[name].isdisjoint(written):
            _run_file(warehouse, views[name], texts[name])
            written.append(name)
    _remember(warehouse, {name: _digest(texts[name]) for name in written})
    return written


def _texts(views: Mapping[str, Path]) -> dict[str, str]:
    return {name: file.read_text(encoding="utf-8") for name, file in views.items()}


def _references(texts: Mapping[str, str]) -> dict[str, set[str]]:
    """The views that each view reads."""
    return {name: (_words_of(text) & texts.keys()) - {name} for name, text in texts.items()}


def _rebuild_rollups(
    warehouse: Warehouse, folder: Path, views: Mapping[str, Path], ledger: Mapping[str, str]
) -> list[str]:
    rebuilt: list[str] = []
    for name, digest in _rollup_digests(folder, views).items():
        if ledger.get(name) != digest:
            rebuild(warehouse, name)
            _remember(warehouse, {name: digest})
            rebuilt.append(name)
    return rebuilt


def _rollup_digests(folder: Path, views: Mapping[str, Path]) -> dict[str, str]:
    """What each roll-up is made by: its own file and those of the views it reads."""
    digests = {}
    for file in sorted(folder.glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        read = sorted(_words_of(text) & views.keys())
        digests[file.stem] = _digest("\0".join([text, *(views[name].read_text("utf-8") for name in read)]))
    return digests


def _words_of(sql: str) -> set[str]:
    return {word.lower() for word in words(sql)}


def _in_order(references: Mapping[str, set[str]]) -> list[str]:
    try:
        return list(TopologicalSorter(references).static_order())
    except CycleError as error:
        raise ConfigError(f"Measures refer to each other in a circle: {' → '.join(error.args[1])}.") from None


def _remember(warehouse: Warehouse, digests: Mapping[str, str]) -> None:
    if not digests:
        return
    numbers = [re.match(r"\d{4}", name) for name in digests]
    columns: dict[str, list[object]] = {
        "version": [int(number.group()) if number else 0 for number in numbers],
        "name": list(digests),
        "digest": list(digests.values()),
        "applied_at": [datetime.now(UTC)] * len(digests),
    }
    warehouse.insert("schema_migrations", columns)
    for name, digest in digests.items():
        done = {_GONE: "dropped", _OUTDATED: "to be written again"}.get(digest, "applied")
        _log.info("warehouse: %s %s", name, done)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
