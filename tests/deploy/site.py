"""The services of docker-compose.yml as plain processes: its commands, its environment, its secrets.

Only names are translated: of hosts, of folders, and of ports where containers have the same. Kafka,
PostgreSQL and Redis are real; the embedded server stands in for ClickHouse's.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hub.settings import PREFIX, Settings, load_settings
from tests.deploy.compose import ROOT, Service, is_hub, one_machine

STEP_SECONDS: Final = 300
"""After which a job or a wait counts as hanging on a busy machine."""
POLL_SECONDS: Final = 3.0
"""Between two looks, each of which may start a program."""


@dataclass(frozen=True)
class Places:
    """What stands where the compose file says `kafka`, `clickhouse`, `postgres` and `redis`; our folders and
    ports."""

    folder: Path
    secrets: Path
    kafka: str
    clickhouse_port: int
    postgres_port: int
    redis_port: int
    superset_port: int
    health_port: int

    def translated(self, value: str, secrets: Path) -> str:
        """A value of the compose file, as it is here."""
        for there, here in {
            "kafka:9092": self.kafka,
            "clickhouse:8123": f"127.0.0.1:{self.clickhouse_port}",
            "/run/secrets": str(secrets),
            "/etc/fenghuo": str(self.folder / "configuration"),
            "0.0.0.0": "127.0.0.1",  # read, not bound
        }.items():
            value = value.replace(there, here)
        return str(self.folder / "data") if value == "/data" else value


class Site:
    """The hub's services. `dotenv` is what `.env` would hold."""

    def __init__(self, places: Places, dotenv: Mapping[str, str]) -> None:
        self.places = places
        self.services: dict[str, Service] = {
            name: one for name, one in one_machine()["services"].items() if is_hub(one)
        }
        self.jobs = [name for name, one in self.services.items() if "x-no-healthcheck" in one]
        self.lasting = [name for name in self.services if name not in self.jobs]
        self._dotenv = dotenv
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in self.services:
            self._hand_out_secrets(name)

    def environment(self, name: str) -> dict[str, str]:
        """The environment of a service."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
        told = self.services[name]["environment"]
        ours = {
            key: self.places.translated(str(value), self._secrets_of(name)) for key, value in told.items()
        }
        return {**inherited, **self._dotenv, **ours, **self._ports(), "PYTHONPATH": str(ROOT)}

    def settings(self, name: str) -> Settings:
        """The settings of a service, for what a test does in its own process."""
        environment = {key: value for key, value in self.environment(name).items() if key.startswith(PREFIX)}
        from_files = load_settings(environment)
        plain = {
            key.removeprefix(PREFIX).lower(): value
            for key, value in environment.items()
            if not key.endswith("_FILE")
        }
        given = {key: value for key, value in from_files if key in _named_by_file(environment)}
        return Settings(**{**plain, **given}, _env_file=None)  # type: ignore[arg-type]

    def run(self, name: str, *command: str, words: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of ours as a service would, or the service's own; `words` go to its input."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *(command or self.services[name]["command"])],
            env=self.environment(name),
            cwd=self.places.folder,
            input=words,
            capture_output=True,
            text=True,
            timeout=STEP_SECONDS,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def start(self, name: str) -> None:
        """Start a lasting service."""
        with self.log(name).open("wb") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", "cli", *self.services[name]["command"]],
                env=self.environment(name),
                cwd=self.places.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def well(self, name: str) -> bool:
        """What the service's health check says."""
        return self.run(name, *self.services[name]["healthcheck"]["test"][2:]).returncode == 0

    def wait_until(self, happened: Any, *names: str) -> None:
        """Return once it has happened; fail with the logs of the named services when it does not."""
        deadline = time.monotonic() + STEP_SECONDS
        while not happened():
            ended = [name for name, process in self._processes.items() if process.poll() is not None]
            assert not ended, self.words(*ended)
            assert time.monotonic() < deadline, self.words(*names)
            time.sleep(POLL_SECONDS)

    def stop(self) -> dict[str, int]:
        """Ask all to end, as Docker does; the exit codes of those that did within their time."""
        codes = {}
        for process in self._processes.values():
            process.terminate()
        for name, process in self._processes.items():
            try:
                codes[name] = process.wait(_seconds(self.services[name].get("stop_grace_period", "10s")))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return codes

    def log(self, name: str) -> Path:
        return self.places.folder / f"{name}.log"

    def words(self, *names: str) -> str:
        """The end of what services said."""
        return "\n".join(
            f"--- {name}\n{self.log(name).read_text(errors='replace')[-3000:]}" for name in names
        )

    def _ports(self) -> dict[str, str]:
        return {
            "FENGHUO_SUPERSET_PORT": str(self.places.superset_port),
            "FENGHUO_HEALTH_PORT": str(self.places.health_port),
            "FENGHUO_TOPIC_PREFIX": "containers.",
        }

    def _secrets_of(self, name: str) -> Path:
        return self.places.folder / "run" / name

    def _hand_out_secrets(self, name: str) -> None:
        """Each service gets the secrets the file gives it, and no other."""
        folder = self._secrets_of(name)
        folder.mkdir(parents=True)
        for secret in self.services[name]["secrets"]:
            text = (self.places.secrets / secret).read_text(encoding="utf-8")
            text = text.replace("@postgres:5432", f"@127.0.0.1:{self.places.postgres_port}")
            text = text.replace("@redis:6379", f"@127.0.0.1:{self.places.redis_port}")
            (folder / secret).write_text(text, encoding="utf-8")


def copy_roster(accounts: tuple[str, ...], source: Path, target: Path) -> None:
    """A roster of these accounts only."""
    target.mkdir(parents=True)
    head, *lines = (source / "accounts.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",", 1)[0] in accounts]
    assert len(kept) == len(accounts)
    (target / "accounts.csv").write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    for name in ("regions.csv", "departments.csv"):
        shutil.copy(source / name, target / name)


def _named_by_file(environment: Mapping[str, str]) -> set[str]:
    return {
        name.removesuffix("_FILE").removeprefix(PREFIX).lower()
        for name in environment
        if name.endswith("_FILE")
    }


def _seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))
