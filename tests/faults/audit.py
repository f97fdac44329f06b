"""After a trial: is everything there, once, in every table and every view, and all garbage in dead letters?

Tables are compared row by row with the plain model; tables and views are compared by digest with those of a
second warehouse, which was loaded from the same records once, in order, and without trouble.
"""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from alerts.engine import evaluate
from hub.clock import SystemClock, beijing_day
from nlp.tagger import Tagger
from streams.log import Log, TopicPartition
from streams.opening import open_log
from streams.topics import DEAD_LETTERS, TOPICS
from tests.faults.content import GARBAGE_HEADER, Content, units
from tests.faults.model import EXPECTED, Expected, Key, Value, expected
from tests.faults.trial import Trial, prepare
from tests.warehouse.embedded import ServerProcess, embedded_settings
from warehouse.benchmarks import work_out_all
from warehouse.client import Warehouse, connect
from warehouse.loader import Loader
from warehouse.releases import match_releases

_NOT_COMPARED: Final = frozenset({"topic", "partition", "offset", "fetched_at"})
"""Columns of tables that say when and from where a row came; `fetched_at` is compared with the model."""
_OF_THE_STREAM: Final = frozenset({"v_dead_letters", "v_stream_lag"})
"""Views that tell of the stream itself; the clean one has no garbage, and letters are compared apart."""
_SHOWN: Final = 3


@dataclass
class Findings:
    """What the audit found; all is well when `faults` is empty."""

    messages: int = 0
    """What producers have put into the stream; without the loaders' dead letters."""
    garbage_messages: int = 0
    letters: int = 0
    rows: int = 0
    lost: int = 0
    doubled: int = 0
    altered: int = 0
    views: int = 0
    model: Expected = field(default_factory=Expected)
    faults: list[str] = field(default_factory=list)


def audit(trial: Trial, directory: Path) -> Findings:
    """Question what is left of a trial that has run; `directory` is for the clean warehouse."""
    findings = Findings(model=expected(trial.content))
    with closing(trial.warehouse()) as warehouse:
        for table in EXPECTED:
            _compare_table(warehouse, table, findings)
        _compare_letters(warehouse, trial.log, findings)
        with _clean_warehouse(trial.content, directory) as clean:
            _derive(warehouse, trial.content)
            _derive(clean, trial.content)
            _compare_views(warehouse, clean, findings)
    return findings


def _compare_table(warehouse: Warehouse, table: str, findings: Findings) -> None:
    wanted = findings.model.rows[table]
    found, counted = _rows(warehouse, table)
    lost = wanted.keys() - found.keys()
    doubled = {key: count for key, count in counted.items() if count > 1}
    strange = found.keys() - wanted.keys()
    altered = [key for key in wanted.keys() & found.keys() if wanted[key] != found[key]]
    findings.rows += len(wanted)
    findings.lost += len(lost)
    findings.doubled += sum(count - 1 for count in doubled.values()) + len(strange)
    findings.altered += len(altered)
    for what, keys in (("lost", lost), ("doubled", doubled), ("never sent", strange)):
        if keys:
            findings.faults.append(f"{table}: {len(keys)} {what}, such as {sorted(keys)[:_SHOWN]}")
    for key in sorted(altered)[:_SHOWN]:
        findings.faults.append(
            f"{table}: {len(altered)} altered, such as {key}: {found[key]}, not {wanted[key]}"
        )


def _rows(warehouse: Warehouse, table: str) -> tuple[dict[Key, Value], Counter[Key]]:
    key, value = EXPECTED[table]
    answer = warehouse.raw(f"SELECT [{key}] AS k, [{value}] AS v FROM {table} FINAL", "JSONCompactEachRow")
    found: dict[Key, Value] = {}
    counted: Counter[Key] = Counter()
    for line in answer.splitlines():
        identity, rest = msgspec.json.decode(line, type=tuple[Key, Value])
        found[identity] = rest
        counted[identity] += 1
    return found, counted


def _compare_letters(warehouse: Warehouse, log: Log, findings: Findings) -> None:
    """One letter for each message of garbage, with its place and its bytes; and all garbage was sent."""
    wanted, names = _garbage_of(log, findings)
    rows = warehouse.query(
        "SELECT letter_id, count() AS letters, any(payload) AS payload"
        " FROM dead_letters FINAL GROUP BY letter_id"
    )
    found = {str(row["letter_id"]): b64decode(str(row["payload"])) for row in rows}
    findings.garbage_messages = len(wanted)
    findings.letters = sum(int(str(row["letters"])) for row in rows)
    unsent = findings.model.garbage.keys() - names
    lost, strange = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    findings.lost += len(lost) + len(unsent)
    findings.doubled += findings.letters - len(found) + len(strange)
    if lost or strange or unsent or findings.letters != len(wanted):
        findings.faults.append(
            f"dead letters: {len(lost)} missing {sorted(lost)[:_SHOWN]}, {len(strange)} too many"
            f" {sorted(strange)[:_SHOWN]}, {len(unsent)} never in the stream"
        )
    changed = [
        letter_id for letter_id in wanted.keys() & found.keys() if wanted[letter_id] != found[letter_id]
    ]
    if changed:
        findings.faults.append(f"dead letters: the bytes of {sorted(changed)[:_SHOWN]} differ")


def _garbage_of(log: Log, findings: Findings) -> tuple[dict[str, bytes], set[str]]:
    """All garbage in the stream by its place, and its names; read by a group of its own."""
    consumer = log.consumer("audit", TOPICS)
    ends = log.end_offsets(TOPICS)
    reached = dict.fromkeys((tp for tp, end in ends.items() if end), 0)
    wanted, names = {}, set()
    while any(reached[tp] < ends[tp] for tp in reached):
        for message in consumer.poll(5000, 1.0):
            reached[TopicPartition(message.topic, message.partition)] = message.offset + 1
            findings.messages += message.topic != DEAD_LETTERS or GARBAGE_HEADER in message.headers
            if GARBAGE_HEADER in message.headers:
                wanted[f"{message.topic}/{message.partition}/{message.offset}"] = message.value
                names.add(message.headers[GARBAGE_HEADER])
    consumer.close()
    return wanted, names


@contextmanager
def _clean_warehouse(content: Content, directory: Path) -> Iterator[Warehouse]:
    settings = embedded_settings(directory)
    server = ServerProcess(settings)
    server.start()
    try:
        with closing(connect(settings, patience=60)) as warehouse, closing(open_log(settings)) as log:
            prepare(warehouse, content)
            _load_cleanly(log, warehouse, content)
            yield warehouse
    finally:
        server.stop()


def _load_cleanly(log: Log, warehouse: Warehouse, content: Content) -> None:
    producer = log.producer()
    for chunk in range(content.chunks):
        for unit in units(content, chunk):
            if not unit.garbage:
                for message in unit.messages():
                    producer.send(*message)
    producer.close()
    Loader(log, warehouse, Tagger(), SystemClock()).drain()


def _derive(warehouse: Warehouse, content: Content) -> None:
    """What the hub's other processes make of the tables: releases, adoptions, alerts."""
    match_releases(warehouse, content.base)
    work_out_all(warehouse, content.base)
    evaluate(warehouse, content.base)


def _compare_views(warehouse: Warehouse, clean: Warehouse, findings: Findings) -> None:
    """Every view, and every table that has rows but for where in the stream they came from."""
    while True:
        day = beijing_day(datetime.now(UTC))
        answers, clean_answers = _answers(warehouse), _answers(clean)
        if day == beijing_day(datetime.now(UTC)):
            break  # else "today" was not the same for both
    findings.views = sum(name.startswith("v_") for name in answers)
    for name in answers.keys() | clean_answers.keys():
        if answers.get(name) != clean_answers.get(name):
            findings.faults.append(
                f"{name}: {answers.get(name)} rows and digest, in the clean warehouse"
                f" {clean_answers.get(name)}; {_difference(warehouse, clean, name)}"
            )


def _answers(warehouse: Warehouse) -> dict[str, tuple[object, object]]:
    answers = {}
    for name, select in _selects(warehouse).items():
        [row] = warehouse.query(f"SELECT count() AS rows, sum(cityHash64(row)) AS digest FROM ({select})")
        answers[name] = (row["rows"], row["digest"])
    return answers


def _selects(warehouse: Warehouse) -> dict[str, str]:
    """For every view and table of the spine, SQL for its rows as text."""
    columns: dict[str, list[str]] = {}
    for row in warehouse.query(
        "SELECT table, name, type FROM system.columns WHERE database = currentDatabase()"
        " ORDER BY table, position"
    ):
        table, name = str(row["table"]), str(row["name"])
        if table in _OF_THE_STREAM:
            continue
        if table.startswith("v_") or (table in EXPECTED and name not in _NOT_COMPARED):
            # The last digits of a sum of floats depend on the order of its parts.
            told = f"round({name}, 6)" if "Float" in str(row["type"]) else name
            columns.setdefault(table, []).append(told)
    return {
        table: f"SELECT formatRow('JSONCompactEachRow', {', '.join(names)}) AS row FROM {table}"
        + ("" if table.startswith("v_") else " FINAL")
        for table, names in columns.items()
    }


def _difference(warehouse: Warehouse, clean: Warehouse, name: str) -> str:
    """Some rows that only one of the two has."""
    ours, theirs = (
        set(each.raw(f"{_selects(each)[name]} ORDER BY row", "TSVRaw").splitlines())
        for each in (warehouse, clean)
    )
    return f"only here {sorted(ours - theirs)[:_SHOWN]}, only there {sorted(theirs - ours)[:_SHOWN]}"
