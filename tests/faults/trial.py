"""One trial: a hub on one log under way, its processes killed and hindered while known content travels."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from crawlers.credentials import Credentials
from crawlers.sources import is_gathered
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER, Settings
from tests.faults.content import Content, sendings
from tests.faults.decisions import JUMPS, Decisions, Kind, Stroke, Trouble
from tests.faults.disk import SmallDisk
from tests.faults.processes import CLOCK, CONTENT, GATE, open_trial_log
from tests.faults.victims import BrokerVictim, Victim, Worker
from tests.faults.watch import Watch
from tests.kafka_broker import jars
from tests.warehouse.embedded import embedded_settings, environment_of
from warehouse.client import Warehouse, connect
from warehouse.migrations import migrate
from warehouse.roster import sync_roster

LOADERS: Final = 3
MOST_LOADERS: Final = 5
PARTITIONS: Final = 4
STALL_SECONDS: Final = 150.0
"""A stream that has not advanced for so long is stuck, whatever is done to it."""
ENOUGH_SECONDS: Final = {"embedded": 8.0, "kafka": 16.0}
"""After so long the next kill from outside comes even if nothing was stored since the last."""
HANG_SECONDS: Final = {"embedded": 15.0, "kafka": 13.0}
"""Longer than the log's patience with a member that is silent, so that its partitions change hands."""
FULL_SECONDS: Final = 4.0
AWAY_SECONDS: Final = 8.0
START_SECONDS: Final = 240.0
TELL_SECONDS: Final = 20.0


class Stalled(Exception):
    """The stream stood still; the processes' stacks are in their output."""


@dataclass
class Toll:
    """What was done in a trial."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By victim and step."""
    troubles: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    complaints: list[str] = field(default_factory=list)


class Trial:
    """A hub in `directory`. Use it as a context; `run` it, then question what is left of it."""

    def __init__(
        self,
        log: str,
        content: Content,
        kills: int,
        directory: Path,
        disk_bytes: int,
        say: Callable[[str], None],
    ) -> None:
        self.log_name = log
        self.content = content
        self.toll = Toll()
        self._kills = kills
        self._say = say
        self._decisions = Decisions(content.seed, log, kills)
        self._directory = directory
        self._disk_bytes = disk_bytes
        self._arming = True
        self._timers: list[tuple[float, Callable[[], object]]] = []
        self._jumps = 0
        self._tell_at = 0.0
        self._finished_at = 0.0

    @contextmanager
    def prepared(self) -> Iterator[Trial]:
        """Everything started; ended and removed again afterwards."""
        self.control = self._directory / "control"
        self.control.mkdir(parents=True)
        self.content.save(self.control / CONTENT)
        (self.control / GATE).write_text("0")
        self.disk = SmallDisk(self._directory / "disk", self._disk_bytes)
        with ExitStack() as ending:
            ending.callback(self.disk.close)
            self.broker = self._start_broker() if self.log_name == "kafka" else None
            if self.broker:
                ending.callback(self.broker.stop)
            self.settings = self._make_settings()
            self._make_workers()
            ending.callback(self._kill_all)
            self.log = ending.enter_context(closing(open_trial_log(self.settings)))
            yield self

    def run(self) -> None:
        """Produce, kill and hinder until enough have died, then let what is left run to the end."""
        began = time.monotonic()
        self._start_warehouse()
        self.watch = Watch(self.log, self.control)
        try:
            self._rage()
            self._drain()
            self._dismiss_loaders()
            # Whatever it is armed for must not come while it is questioned.
            self.warehouse_victim.kill()
        finally:
            self.watch.close()
            self._count()
        self.toll.seconds = time.monotonic() - began

    def warehouse(self) -> Warehouse:
        """The warehouse, started again where it is dead."""
        while not self.warehouse_victim.alive:
            self.warehouse_victim.attend()
            time.sleep(0.05)
        return connect(self.settings, patience=START_SECONDS)

    def _rage(self) -> None:
        strike_at, struck_at = time.monotonic() + 5, 0.0
        stroke = next(self._decisions.strokes)
        while (killed := self._killed()) < self._kills:
            self._turn(killed)
            self._make_trouble(killed)
            now = time.monotonic()
            enough = now >= strike_at + ENOUGH_SECONDS[self.log_name]
            if now >= strike_at and (self.watch.stored_at > struck_at or enough):
                self._strike(stroke)
                stroke = next(self._decisions.strokes)
                strike_at, struck_at = now + stroke.pause, now

    def _drain(self) -> None:
        """No more harm: what is armed still dies, what is started from here on lives."""
        self._say(f"{self._killed()} kills; letting the rest of the stream through")
        self._arming = False
        while not all(each.finished for each in self.producers):
            self._turn(self._kills)
        self._finished_at = time.monotonic()
        while not self._drained():
            self._turn(self._kills)

    def _drained(self) -> bool:
        return self.watch.drained_at > self._finished_at and not self._timers

    def _dismiss_loaders(self) -> None:
        for loader in self.loaders:
            loader.leave()
        deadline = time.monotonic() + 60
        while any(loader.alive for loader in self.loaders):
            self._turn(self._kills)
            if time.monotonic() > deadline:
                self._stalled("a loader did not end when it was asked to")

    def _turn(self, killed: int) -> None:
        for victim in self._victims():
            victim.attend()
            if victim.complaint:
                self.toll.complaints.append(victim.complaint)
                self._say(victim.complaint)
                victim.complaint = None
        self._run_timers()
        self._open_gate(killed)
        self._tell(killed)
        if time.monotonic() - self.watch.advanced_at > STALL_SECONDS:
            self._stalled(f"the stream did not advance for {STALL_SECONDS:.0f} s")
        time.sleep(0.05)

    def _run_timers(self) -> None:
        due = [timer for timer in self._timers if timer[0] <= time.monotonic()]
        self._timers = [timer for timer in self._timers if timer not in due]
        for _, action in due:
            action()

    def _open_gate(self, killed: int) -> None:
        """Let through as much of the content as of the kills is done, and all of it after them."""
        total = sendings(self.content)
        share = total if killed >= self._kills else total * (killed + 1) // (self._kills + 1)
        (self.control / GATE).write_text(str(share))

    def _tell(self, killed: int) -> None:
        if time.monotonic() >= self._tell_at:
            self._tell_at = time.monotonic() + TELL_SECONDS
            self._say(f"{killed} kills, {self.watch.committed} of {self.watch.ends} messages committed")

    def _strike(self, stroke: Stroke) -> None:
        victims: list[Victim] = [each for each in self._victims() if each.kind == stroke.kind and each.alive]
        if victims:
            victims[stroke.index % len(victims)].kill()

    def _make_trouble(self, killed: int) -> None:
        for after in [after for after in self._decisions.troubles if after <= killed]:
            for trouble in self._decisions.troubles.pop(after):
                if self._begin(trouble):
                    self.toll.troubles[trouble] += 1

    def _begin(self, trouble: Trouble) -> bool:
        """Whether it could be made."""
        match trouble:
            case "join":
                if len(self.loaders) < MOST_LOADERS:
                    self.loaders.append(self._worker(f"loader-{len(self.loaders)}", "loader", "load"))
            case "leave":
                leaving = self._loader_in_turn()
                leaving.leave()
                self._later(AWAY_SECONDS, lambda: setattr(leaving, "wanted", True))
            case "hang":
                hanging = self._loader_in_turn()
                if not hanging.hang():
                    return False
                self._later(HANG_SECONDS[self.log_name], hanging.go_on)
            case "clock":
                (self.control / CLOCK).write_text(str(JUMPS[self._jumps % len(JUMPS)]))
                self._jumps += 1
            case "disk":
                if not self.disk.mounted:
                    return False
                self.disk.fill()
                self._later(FULL_SECONDS, self.disk.relieve)
        return True

    def _loader_in_turn(self) -> Worker:
        return self.loaders[self.toll.troubles.total() % len(self.loaders)]

    def _later(self, seconds: float, action: Callable[[], object]) -> None:
        self._timers.append((time.monotonic() + seconds, action))

    def _victims(self) -> list[Victim]:
        broker: list[Victim] = [self.broker] if self.broker else []
        return [*broker, self.warehouse_victim, *self.loaders, *self.producers]

    def _killed(self) -> int:
        return sum(len(victim.deaths) for victim in self._victims())

    def _count(self) -> None:
        for victim in self._victims():
            self.toll.kills.update((victim.kind, step) for step in victim.deaths)

    def _stalled(self, sentence: str) -> None:
        for victim in self._victims():
            if isinstance(victim, Worker):
                victim.go_on()
            victim.dump_stacks()
        time.sleep(2)
        raise Stalled(f"{sentence}; the stacks are in {self.control}")

    def _make_workers(self) -> None:
        self.warehouse_victim = self._worker("warehouse", "warehouse", "serve")
        self.loaders = [self._worker(f"loader-{n}", "loader", "load") for n in range(LOADERS)]
        self.producers = [
            self._worker(f"producer-{n}", "producer", "produce", str(n))
            for n in range(self.content.producers)
        ]

    def _worker(self, name: str, kind: Kind, *work: str) -> Worker:
        environment = environment_of(self.settings) | {
            # What is compiled in one life serves the next.
            "PYTHONPYCACHEPREFIX": str(self.control / "pycache"),
            "PYTHONDONTWRITEBYTECODE": "",
            "FENGHUO_TOPIC_PARTITIONS": str(self.settings.topic_partitions),
            **({"FENGHUO_KAFKA": self.settings.kafka} if self.settings.kafka else {}),
        }
        return Worker(name, kind, list(work), self.control, environment, self._arm)

    def _arm(self, kind: Kind) -> str:
        return self._decisions.armed(kind) if self._arming else ""

    def _make_settings(self) -> Settings:
        changes: dict[str, object] = {"min_free_bytes": 0, "topic_partitions": PARTITIONS}
        if self.broker:
            changes["kafka"] = self.broker.bootstrap
        return embedded_settings(self.disk.directory / "data").model_copy(update=changes)

    def _start_broker(self) -> BrokerVictim:
        directory = self.control / "kafka"
        directory.mkdir()
        data = self.disk.directory / "kafka"
        data.mkdir()
        # Its settings and its output stay readable while the disk is full.
        (directory / "data").symlink_to(data)
        return BrokerVictim(directory, jars())

    def _start_warehouse(self) -> None:
        arming, self._arming = self._arming, False
        warehouse = self.warehouse()
        prepare(warehouse, self.content)
        warehouse.close()
        self._arming = arming

    def _kill_all(self) -> None:
        for victim in self._victims():
            victim.kill()


def prepare(warehouse: Warehouse, content: Content) -> None:
    """Tables, views and the roster; the same in the trial's warehouse and in the clean one."""
    migrate(warehouse)
    sync_roster(
        warehouse, load_roster(EXAMPLE_ROSTER), partial(is_gathered, credentials=Credentials()), content.base
    )
