"""`fenghuo up`: the whole hub on one machine, from an empty directory to dashboards and alerts."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import signal
import subprocess
import threading
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer

from alerts.engine import Judging
from alerts.episodes import changed_episodes, open_episodes
from alerts.history import standings
from alerts.notify import open_notifier
from cli.alert_pages import alert_table
from cli.alerting import watch_once
from cli.context import begin, console, require_free_port, warehouse_to_read
from cli.demo_province import SEED, demo_environment, hand_in, make_province
from cli.loading import prepare_warehouse
from cli.steps import Advance, Steps
from cli.supervisor import Child, Supervisor, fenghuo
from cli.tables import overview_tables
from crawlers.sites import load_sites
from dashboards.bootstrap import apply, dashboard_url, serve_command
from hub.clock import BEIJING, SystemClock
from hub.errors import AlreadyRunning, DiskFull, FenghuoError, Unavailable
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER, PREFIX, Settings, load_settings
from streams.log import Log
from streams.opening import open_log
from warehouse.client import connect
from warehouse.lag import measure_progress

READY_SECONDS = 120.0
"""How long a server may take until it answers."""

LOOK_EVERY_SECONDS = 30
"""How often a running hub looks whether an alert has opened, escalated or closed."""


def up(
    roster: Annotated[
        Path | None, typer.Option(help="Your own roster; without it, the demo province.")
    ] = None,
    days: Annotated[int, typer.Option(help="Past days the demo province replays.", min=1, max=400)] = 120,
    seed: Annotated[int, typer.Option(help="Which demo province; only the first start asks.")] = SEED,
    demo: Annotated[
        bool, typer.Option("--demo", help="Gather the demo province (the default without a roster).")
    ] = False,
    dashboards: Annotated[bool, typer.Option(help="Run Superset.")] = True,
    browser: Annotated[
        bool, typer.Option(help="Open the dashboard in a browser, if there is a display.")
    ] = True,
    api: Annotated[bool, typer.Option("--api", help="Also serve the HTTP API.")] = False,
    live: Annotated[bool, typer.Option(help="Go on gathering and judging after the start.")] = True,
) -> None:
    """Install nothing, start everything: stream, warehouse, gatherer, alerts and dashboards on 127.0.0.1."""
    settings = _settings(roster)
    demo = demo or settings.roster == EXAMPLE_ROSTER
    _stop_on_sigterm()
    with _only_one(settings), _supervised(settings) as supervisor:
        hub = _Hub(settings, supervisor, Steps(console), dashboards=dashboards, api=api)
        hub.check_machine(demo=demo)
        if demo:
            hub.start_demo(days, seed)
        hub.start_warehouse()
        hub.start_superset_preparation()
        hub.start_loader()
        if demo:
            hub.replay()
        hub.load_everything()
        if demo:
            hub.hand_in_sheets()
        hub.judge()
        hub.start_dashboards()
        if live:
            hub.start_live()
        hub.report(browser=browser)
        hub.keep_alive()


class _Hub:
    """The steps of a start, in the order in which each stands on the one before."""

    def __init__(
        self, settings: Settings, supervisor: Supervisor, steps: Steps, *, dashboards: bool, api: bool
    ) -> None:
        self._settings = settings
        self._supervisor = supervisor
        self._steps = steps
        self._dashboards = dashboards
        self._api = api
        self._environment = _child_environment(settings)
        self._preparation: subprocess.Popen[bytes] | None = None

    def check_machine(self, *, demo: bool) -> None:
        with self._steps.step("Roster, ports and disk checked"):
            settings = self._settings
            load_sites(load_roster(settings.roster))
            free = shutil.disk_usage(settings.data).free
            if free < settings.min_free_bytes:
                raise DiskFull(
                    f"Only {free // 1_000_000} MB are free for {settings.data};"
                    " free some space or choose another folder with FENGHUO_DATA."
                )
            if not settings.clickhouse:
                require_free_port(settings.clickhouse_port, "FENGHUO_CLICKHOUSE_PORT")
            if self._dashboards:
                require_free_port(settings.superset_port, "FENGHUO_SUPERSET_PORT", settings.listen)
            require_free_port(settings.health_port, "FENGHUO_HEALTH_PORT", settings.listen)
            if self._api:
                require_free_port(settings.api_port, "FENGHUO_API_PORT", settings.api_listen)
            if demo:
                require_free_port(settings.demo_port, "FENGHUO_DEMO_PORT")

    def start_demo(self, days: int, seed: int) -> None:
        with self._steps.step("Demo province answers"):
            self._environment |= demo_environment(self._settings)
            make_province(self._settings, days, seed)
            child = self._start("demo", "demo", "serve")
            self._await(child, f"http://127.0.0.1:{self._settings.demo_port}/_demo/health")

    def start_warehouse(self) -> None:
        with self._steps.step("Warehouse answers, tables and roster are up to date"):
            if not self._settings.clickhouse:
                child = self._start("warehouse", "warehouse", "serve")
                self._await(child, f"http://127.0.0.1:{self._settings.clickhouse_port}/ping")
            given = self._environment.get("FENGHUO_CREDENTIALS")
            prepare_warehouse(self._settings, Path(given) if given else None)

    def start_superset_preparation(self) -> None:
        """Superset's own database takes half a minute; it is made while the province is gathered."""
        if self._dashboards:
            with self._log("superset-prepare").open("ab") as file:
                self._preparation = subprocess.Popen(
                    fenghuo("dashboards", "prepare"), env=self._environment, stdout=file, stderr=file
                )

    def start_loader(self) -> None:
        self._start("loader", "load")
        self._start("health", "health", "serve")
        if self._api:
            self._start("api", "api", "serve")

    def replay(self) -> None:
        title = "Past days of the province gathered"
        with self._steps.long_step(title) as advance, self._log("replay").open("ab") as log:
            process = subprocess.Popen(
                fenghuo("demo", "replay"),
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
            )
            try:
                _follow(process, advance)
            finally:
                process.terminate()
                code = process.wait()
        if code != 0:
            raise FenghuoError(
                f"The replay ended with code {code}; see {self._settings.data / 'logs' / 'replay.log'}."
            )

    def load_everything(self) -> None:
        with self._steps.long_step("Everything gathered is in the warehouse") as advance:
            log = open_log(self._settings)
            try:
                log.ensure_topics()
                while (lag := _lag(log, advance)) > 0:
                    self._say(self._supervisor.check())
                    time.sleep(0.2 if lag < 1000 else 1.0)
            finally:
                log.close()

    def hand_in_sheets(self) -> None:
        with self._steps.step("Other channels and surveys handed in"):
            hand_in(self._settings, SystemClock().now())

    def judge(self) -> None:
        with self._steps.step("Releases matched, silences judged"):
            # The report shows what is open; the log need not say it as well.
            logging.getLogger("alerts.console").setLevel(logging.ERROR)
            warehouse = connect(self._settings)
            watch_once(warehouse, Judging.of(self._settings), open_notifier(self._settings, warehouse))

    def start_dashboards(self) -> None:
        if not self._dashboards:
            return
        with self._steps.step("Superset prepared"):
            if self._preparation and self._preparation.wait() != 0:
                raise FenghuoError(f"Superset could not be prepared; see {self._log('superset-prepare')}.")
        with self._steps.step("Dashboards brought in"):
            apply(self._settings)
        with self._steps.step("Superset answers"):
            command, environment = serve_command(self._settings)
            child = self._supervisor.start("superset", command, {**self._environment, **environment})
            self._await(child, f"{self._settings.here(self._settings.superset_port)}/health")
            if self._settings.redis:
                self._start("superset-worker", "dashboards", "worker")
                self._start("superset-beat", "dashboards", "beat")

    def start_live(self) -> None:
        self._start("gatherer", "gather")
        self._start("watch", "watch")

    def report(self, *, browser: bool) -> None:
        warehouse = connect(self._settings)
        for table in overview_tables(warehouse):
            console.print(table)
        console.print(alert_table(open_episodes(warehouse), standings(warehouse), SystemClock().now()))
        console.print(f"Ready after {self._steps.total():.0f} s. Logs: {self._settings.data / 'logs'}")
        if self._dashboards:
            self._show_dashboard(browser=browser)
        console.print(f"Figures for Prometheus: {self._settings.here(self._settings.health_port)}/metrics")
        if self._api:
            console.print(f"HTTP API: {self._settings.api_here()}/openapi.json")
        console.print('Ask anything: .venv/bin/fenghuo sql "SELECT * FROM v_reach_by_level"', markup=False)
        console.print("Stop with Ctrl-C.")

    def keep_alive(self) -> None:
        """Watch the processes, and tell the terminal what changes among the alerts, until interrupted."""
        told_until = SystemClock().now()
        while True:
            for _ in range(LOOK_EVERY_SECONDS):
                self._say(self._supervisor.check())
                time.sleep(1.0)
            told_until = self._tell_changes(told_until)

    def _tell_changes(self, since: datetime) -> datetime:
        try:
            with closing(warehouse_to_read(self._settings)) as warehouse:
                changed = changed_episodes(warehouse, since)
        except Unavailable:
            return since  # the supervisor says what has died; the changes are told later
        for episode in changed:
            at = episode.changed_at.astimezone(BEIJING)
            console.print(f"{at:%m-%d %H:%M} {episode}", markup=False)
        return max((episode.changed_at for episode in changed), default=since)

    def _show_dashboard(self, *, browser: bool) -> None:
        address = dashboard_url(self._settings)
        console.print(f"Dashboard: [bold]{address}[/]  user: admin  {self._password_words()}")
        if browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            webbrowser.open(address)

    def _password_words(self) -> str:
        """The generated password is shown once; afterwards only where it is kept."""
        if self._settings.superset_admin_password is not None:
            return "password: as set"
        kept = self._settings.data / "secrets" / "superset_admin_password"
        shown = kept.with_name("superset_admin_password.shown")
        if shown.exists():
            return f"password: in {kept}"
        shown.touch()
        password = self._settings.secret("superset_admin_password")
        return f"password: [bold]{password}[/] (shown once; kept in {kept})"

    def _log(self, name: str) -> Path:
        return self._settings.data / "logs" / f"{name}.log"

    def _start(self, name: str, *arguments: str) -> Child:
        return self._supervisor.start(name, fenghuo(*arguments), self._environment)

    def _await(self, child: Child, address: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(address):
            self._supervisor.require_alive(child)
            if time.monotonic() > deadline:
                raise Unavailable(f"{child.name} does not answer at {address}; see {child.log}.")
            time.sleep(0.1)

    def _say(self, sentences: list[str]) -> None:
        for sentence in sentences:
            console.print(sentence, style="yellow", markup=False)


def _settings(roster: Path | None) -> Settings:
    if roster is not None:
        os.environ[PREFIX + "ROSTER"] = str(roster.resolve())
    settings = begin(logging.WARNING)
    # Children run with the same folder whatever their working directory is.
    os.environ[PREFIX + "DATA"] = str(settings.data.resolve())
    settings = load_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings


def _child_environment(settings: Settings) -> dict[str, str]:
    """What the children are told. Secrets they read themselves, from the files they are kept in."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", PREFIX + "LOG_FORMAT": settings.log_format}


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Hold the data directory. Raises AlreadyRunning when another `fenghuo up` holds it."""
    with (settings.data / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(
                f"Fenghuo already runs on {settings.data} (process {lock.read().strip() or 'unknown'});"
                " stop it first, or choose another folder with FENGHUO_DATA."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def _supervised(settings: Settings) -> Iterator[Supervisor]:
    """The children live as long as the block; Ctrl-C ends it, and is no error."""
    supervisor = Supervisor(settings.data / "logs")
    try:
        yield supervisor
    except KeyboardInterrupt:
        console.print()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with console.status("Stopping …"):
            supervisor.stop()
        console.print("Stopped. What was gathered is kept; start again with: make up")


def _stop_on_sigterm() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, interrupt)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _follow(process: subprocess.Popen[bytes], advance: Advance) -> None:
    for line in process.stdout or ():
        progress: Mapping[str, int] = json.loads(line)
        advance(progress["done"], progress["total"])


def _lag(log: Log, advance: Advance) -> int:
    progress = measure_progress(log).values()
    written, lag = sum(of.end_offset for of in progress), sum(of.lag for of in progress)
    advance(written - lag, written)
    return lag
