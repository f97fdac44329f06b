"""What the loader's benchmarks run: a warehouse server, either log, and processes that read it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from hub.settings import Settings
from tests.system import missing
from tests.warehouse.embedded import ROOT, ServerProcess, embedded_settings, environment_of
from warehouse.client import connect
from warehouse.migrations import migrate


@contextmanager
def hub(kafka: bool) -> Iterator[Settings]:
    """Settings of a hub whose warehouse runs, migrated and empty, and whose stream is empty.

    Ends the process, saying why, where there can be no Kafka.
    """
    if kafka and (reason := missing("java", "mvn")):
        raise SystemExit(reason)
    with tempfile.TemporaryDirectory() as directory:
        settings = embedded_settings(Path(directory))
        if kafka:
            from tests.kafka_broker import shared_broker

            update = {"kafka": shared_broker().bootstrap, "topic_prefix": f"bench-{uuid4().hex}."}
            settings = settings.model_copy(update=update)
        server = ServerProcess(settings)
        server.start()
        try:
            migrate(connect(settings, patience=60))
            yield settings
        finally:
            server.stop()


def start(settings: Settings, module: str, arguments: Sequence[object] = ()) -> subprocess.Popen[str]:
    """`python -m module arguments` as a process of the hub."""
    ours = {"FENGHUO_TOPIC_PREFIX": settings.topic_prefix}
    if settings.kafka:
        ours["FENGHUO_KAFKA"] = settings.kafka
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        env=environment_of(settings) | ours,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
    )


def figures_of(process: subprocess.Popen[str]) -> dict[str, float]:
    """What a process says in its last line, as JSON, when it has ended."""
    output, _ = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"{process.args!r} ended with {process.returncode}")
    figures: dict[str, float] = json.loads(output.strip().split("\n")[-1])
    return figures
