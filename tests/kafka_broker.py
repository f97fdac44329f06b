"""A real Apache Kafka broker (KRaft, one node) for tests, and the fixture that gives its address.

Import `kafka_bootstrap` into a conftest.py, or name this module in the root conftest's `pytest_plugins`:
there is one broker for the whole test run either way. Maven fetches the jars once into `var/`; Java runs
them. Where either is missing the tests are skipped with the reason, except in CI (CI=true), which fails.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests.system import require

REPOSITORY = Path(__file__).parents[1]
POM = Path(__file__).parent / "kafka" / "pom.xml"
JARS = REPOSITORY / "var" / "kafka-jars-4.1.0"
MAVEN_SECONDS = 300
START_SECONDS = 90
STOP_SECONDS = 20


@pytest.fixture(scope="session")
def kafka_bootstrap() -> str:
    """`127.0.0.1:port` of a running broker."""
    require_kafka()
    return shared_broker().bootstrap


def require_kafka() -> None:
    """Skip the test, or in CI fail it, where no broker can run."""
    require("java", "mvn")


@functools.cache
def shared_broker() -> Broker:
    """The one broker of this process, stopped when the process ends."""
    directory = Path(tempfile.mkdtemp(prefix="fenghuo-kafka-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    broker = start_broker(directory, jars())
    atexit.register(broker.stop)
    return broker


@dataclass(frozen=True)
class Broker:
    """A broker that runs, or ran, in `directory`; its data and its output are there."""

    bootstrap: str
    directory: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Stop it, gently at first. A second call does nothing."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def output(self) -> str:
        """The end of what it said."""
        return (self.directory / "output").read_text(errors="replace")[-3000:]


def start_broker(directory: Path, jars: Path, port: int | None = None) -> Broker:
    """Start a broker with its data in `directory`, formatting it first where it is new.

    It answers when this returns. The same directory and port start it again with its data.
    """
    port = port or _free_port()
    properties = directory / "server.properties"
    properties.write_text(_properties(directory, port, _free_port()), encoding="utf-8")
    if not (directory / "data" / "meta.properties").exists():
        _format(jars, properties)
    with (directory / "output").open("ab") as output:
        process = subprocess.Popen(
            _java(jars, "kafka.Kafka", str(properties)),
            stdout=output,
            stderr=output,
            # The broker must outlive a Ctrl-C that the tests still want to clean up after.
            start_new_session=True,
        )
    broker = Broker(f"127.0.0.1:{port}", directory, process)
    _wait_until_it_answers(broker)
    return broker


def jars() -> Path:
    """The directory with the broker's jars, fetched on first use."""
    # Tests may run side by side, and two Mavens do not share their own store well.
    with (_made(JARS.parent) / "kafka-jars.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not JARS.exists():
            partial = Path(tempfile.mkdtemp(dir=JARS.parent, prefix="kafka-jars-partial-"))
            _fetch_jars(partial)
            partial.rename(JARS)
    return JARS


def _fetch_jars(directory: Path) -> None:
    goal = "dependency:copy-dependencies"
    options = [f"-DoutputDirectory={directory}", "-DincludeScope=runtime"]
    command = ["mvn", "-q", "-B", "-f", str(POM), goal, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MAVEN_SECONDS, check=False)
    if done.returncode != 0:
        shutil.rmtree(directory)
        pytest.fail(f"Maven could not fetch Kafka's jars:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _format(jars: Path, properties: Path) -> None:
    # Any cluster id will do: this cluster is never joined by another node.
    arguments = ["format", "--standalone", "-t", "ZmVuZ2h1by10ZXN0czAwMQ", "-c", str(properties)]
    command = _java(jars, "kafka.tools.StorageTool", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    if done.returncode != 0:
        pytest.fail(f"Kafka's storage could not be formatted:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _java(jars: Path, main: str, *arguments: str) -> Sequence[str]:
    options = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
    return ["java", *options, "-cp", f"{jars}/*", main, *arguments]


def _properties(directory: Path, port: int, controller_port: int) -> str:
    return f"""\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller_port}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
log.dirs={directory / "data"}
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.enable=false
"""


def _wait_until_it_answers(broker: Broker) -> None:
    host, port = broker.bootstrap.split(":")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and broker.process.poll() is None:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    broker.stop()
    pytest.fail(f"Kafka did not start within {START_SECONDS} s:\n{broker.output()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory
