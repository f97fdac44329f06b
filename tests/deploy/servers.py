"""PostgreSQL and Redis as the compose file asks for them, as processes on free ports of 127.0.0.1."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.deploy.compose import Service
from tests.running_hub import free_port
from tests.system import require

SECONDS: Final = 60
"""After which a server that should answer, or should have ended, counts as hanging on a busy machine."""


@dataclass(frozen=True)
class Server:
    """One that runs on `port`; `healthy` asks it what the compose file's health check asks."""

    port: int
    healthy: Callable[[], bool]


@contextmanager
def postgres(service: Service, secrets: Path) -> Iterator[Server]:
    """PostgreSQL with the user, database and password of the service; it refuses to be run by root."""
    require("pg_ctlcluster")
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    owner, port, told = _ordinary_user(), free_port(), service["environment"]
    with _folder(owner) as folder:
        data, password = folder / "data", folder / "password"
        shutil.copy(secrets / Path(told["POSTGRES_PASSWORD_FILE"]).name, password)
        password.chmod(0o444)
        options = [*told["POSTGRES_INITDB_ARGS"].split(), "--no-sync", f"--pwfile={password}"]
        _run_as(owner, [programs / "initdb", f"--username={told['POSTGRES_USER']}", *options, data], folder)
        command = [programs / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
        command += ["-c", "unix_socket_directories=", "-c", "fsync=off"]
        check = [programs / "pg_isready", *service["healthcheck"]["test"][2:]]
        login = {"PGPORT": str(port), "PGUSER": told["POSTGRES_USER"], "PGHOST": "127.0.0.1"}
        with _running(command, folder, lambda: _succeeds(check, login), owner) as server:
            database = told["POSTGRES_DB"]
            create = ["createdb", "--maintenance-db=postgres", database]
            subprocess.run(
                create,
                env={**os.environ, **login, "PGPASSWORD": password.read_text(encoding="utf-8").strip()},
                timeout=SECONDS,
                check=True,
            )
            yield Server(port, server)


@contextmanager
def redis(service: Service, secrets: Path) -> Iterator[Server]:
    """Redis, started by the command of the service."""
    require("redis-server")
    port = free_port()
    with _folder(None) as folder:
        own = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        command = [_here(part, secrets) for part in service["command"]]
        check = _here(service["healthcheck"]["test"][1], secrets).replace("$$", "$")
        asked = ["sh", "-c", check.replace("redis-cli ", f"redis-cli -p {port} ")]
        with _running([*command, *own], folder, lambda: _succeeds(asked, {}), None) as healthy:
            yield Server(port, healthy)


def _here(text: str, secrets: Path) -> str:
    return text.replace("/run/secrets/", f"{secrets}/")


def _ordinary_user() -> str | None:
    """Who runs what root must not; None where we are nobody special ourselves."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def _folder(owner: str | None) -> Iterator[Path]:
    """A folder of its own, which others than we can reach."""
    folder = Path(tempfile.mkdtemp(prefix="fenghuo-server-"))
    try:
        if owner:
            entry = pwd.getpwnam(owner)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_as(owner: str | None, command: Sequence[Any], folder: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=owner,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _running(
    command: Sequence[Any], folder: Path, healthy: Callable[[], bool], owner: str | None
) -> Iterator[Callable[[], bool]]:
    log = folder / "output"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command], user=owner, cwd=folder, stdout=output, stderr=output
        )
    try:
        deadline = time.monotonic() + SECONDS
        while not healthy():
            assert process.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.1)
        yield healthy
    finally:
        process.terminate()
        process.wait(SECONDS)


def _succeeds(command: Sequence[Any], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode == 0
