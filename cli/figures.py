"""The hub's own health in figures, and how Prometheus reads them.

The text format: https://prometheus.io/docs/instrumenting/exposition_formats/ (0.0.4). What is not known is
left out; it is never 0. No figure names an address, a login or a person.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple

from hub.errors import FenghuoError
from hub.settings import Settings
from streams.log import Log
from streams.opening import open_log
from warehouse.client import Warehouse
from warehouse.lag import measure_progress

_SQL: Final = Path(__file__).parent / "sql"
SCRAPE_PATIENCE: Final = 1.0
"""Seconds for which a look tries to reach the warehouse."""

Name = Literal[
    "fenghuo_up",
    "fenghuo_stream_lag_records",
    "fenghuo_stream_records_total",
    "fenghuo_loaded_records_total",
    "fenghuo_last_success_timestamp_seconds",
    "fenghuo_dead_letters",
    "fenghuo_alerts_open",
    "fenghuo_alert_messages",
]


class Meaning(NamedTuple):
    """What a figure is: Prometheus' kind, and one line for people."""

    kind: Literal["gauge", "counter"]
    help: str


MEANINGS: Final[Mapping[Name, Meaning]] = {
    "fenghuo_up": Meaning("gauge", "Whether a part (stream, warehouse) answers: 1 or 0."),
    "fenghuo_stream_lag_records": Meaning("gauge", "Records not loaded yet, by topic and partition."),
    "fenghuo_stream_records_total": Meaning("counter", "Records ever written, by topic and partition."),
    "fenghuo_loaded_records_total": Meaning("counter", "Records ever loaded, by topic and partition."),
    "fenghuo_last_success_timestamp_seconds": Meaning(
        "gauge", "When a room (crawlers, warehouse, alerts) last did what it is for."
    ),
    "fenghuo_dead_letters": Meaning("gauge", "Dead letters, by origin and state."),
    "fenghuo_alerts_open": Meaning("gauge", "Open alerts, by severity."),
    "fenghuo_alert_messages": Meaning("gauge", "Messages about alerts, by state: waiting, sent, given_up."),
}


class Figure(NamedTuple):
    """One value. Labels are named in the figure's meaning."""

    name: Name
    labels: Mapping[str, str]
    value: float


class Health:
    """Looks at the stream and the warehouse. Any thread may use it; looks take turns."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._warehouse = Warehouse(settings, readonly=True, patience=SCRAPE_PATIENCE)
        self._log: Log | None = None
        self._lock = threading.Lock()

    def look(self) -> list[Figure]:
        """All figures that can be had now. Never raises for a part that does not answer."""
        with self._lock:
            stream = _attempt(lambda: list(self._stream()))
            warehouse = _attempt(lambda: list(self._tables()))
        ups = {"stream": stream is not None, "warehouse": warehouse is not None}
        told = [Figure("fenghuo_up", {"part": part}, float(up)) for part, up in ups.items()]
        return told + (stream or []) + (warehouse or [])

    def close(self) -> None:
        """Let go of both."""
        self._warehouse.close()
        if self._log is not None:
            self._log.close()

    def _stream(self) -> Iterator[Figure]:
        if self._log is None:
            self._log = open_log(self._settings)
        for tp, of in measure_progress(self._log).items():
            where = {"topic": tp.topic, "partition": str(tp.partition)}
            yield Figure("fenghuo_stream_lag_records", where, of.lag)
            yield Figure("fenghuo_stream_records_total", where, of.end_offset)
            yield Figure("fenghuo_loaded_records_total", where, of.committed_offset)

    def _tables(self) -> Iterator[Figure]:
        for row in self._warehouse.query_file(_SQL / "health_success.sql"):
            yield Figure("fenghuo_last_success_timestamp_seconds", _labels(row, "room"), _number(row["at"]))
        for row in self._warehouse.query_file(_SQL / "health_letters.sql"):
            yield Figure("fenghuo_dead_letters", _labels(row, "origin", "state"), _number(row["letters"]))
        for row in self._warehouse.query_file(_SQL / "health_alerts.sql"):
            yield Figure("fenghuo_alerts_open", _labels(row, "severity"), _number(row["episodes"]))
        for row in self._warehouse.query_file(_SQL / "health_messages.sql"):
            yield Figure("fenghuo_alert_messages", _labels(row, "state"), _number(row["messages"]))


def prometheus_text(figures: Iterable[Figure]) -> str:
    """Figures as Prometheus reads them, grouped by name."""
    of_name: dict[Name, list[Figure]] = {name: [] for name in MEANINGS}
    for figure in figures:
        of_name[figure.name].append(figure)
    return "".join(_family(name, told) for name, told in of_name.items() if told)


def _family(name: Name, figures: Iterable[Figure]) -> str:
    kind, words = MEANINGS[name]
    lines = [f"# HELP {name} {words}", f"# TYPE {name} {kind}", *(_line(figure) for figure in figures)]
    return "\n".join(lines) + "\n"


def _line(figure: Figure) -> str:
    labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in figure.labels.items())
    return f"{figure.name}{{{labels}}} {figure.value:.17g}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _attempt(look: Callable[[], list[Figure]]) -> list[Figure] | None:
    try:
        return look()
    except FenghuoError:
        return None


def _labels(row: Mapping[str, object], *names: str) -> dict[str, str]:
    return {name: str(row[name]) for name in names}


def _number(value: object) -> float:
    return value.timestamp() if isinstance(value, datetime) else float(str(value))
