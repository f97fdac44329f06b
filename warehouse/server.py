"""The embedded ClickHouse server: chdb behind ClickHouse's HTTP interface, on 127.0.0.1 only.

It answers `settings.clickhouse_user` with `settings.secret("clickhouse_password")`, the hub's own login, and
staff within their jurisdiction (`warehouse/logins.py`). It keeps its data in `<data>/clickhouse`. What an
INSERT was acknowledged for survives the death of this process.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from types import FrameType
from typing import Final

import uvicorn
from starlette.applications import Starlette

from hub.errors import ConfigError, DiskFull, PortTaken
from hub.settings import Settings
from warehouse.engine import Engine, EngineError
from warehouse.http import build_app
from warehouse.logins import Logins
from warehouse.parts import LOOK_SECONDS, hollow_parts
from warehouse.passwords import require_good_setting

_log = logging.getLogger(__name__)

STOP_SECONDS: Final = 5
"""How long statements under way may still take after SIGTERM."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then return. Call it in a process's main thread, once a process.

    Raises ConfigError for a password that is easily guessed and for the database `default`, AlreadyRunning
    where another process holds the data, PortTaken, Unavailable where the data does not open, and DiskFull
    where a full disk has left parts without content (`warehouse/parts.py`).
    """
    _require_own_database(settings)
    require_good_setting(settings, "clickhouse_password", settings.clickhouse_user)
    os.environ["TZ"] = "UTC"  # the engine's time zone is its process's
    engine = Engine(settings.data / "clickhouse", settings.min_free_bytes)
    try:
        with _listening_socket(settings.clickhouse_port) as listener:
            _run(engine, _build(settings, engine), listener)
    finally:
        engine.close()


def _require_own_database(settings: Settings) -> None:
    if settings.clickhouse_database == "default":
        raise ConfigError(
            "The embedded warehouse keeps nothing in the database default; choose another name with "
            "FENGHUO_CLICKHOUSE_DATABASE."
        )


def _build(settings: Settings, engine: Engine) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        _log.info("warehouse ready on 127.0.0.1:%d (ClickHouse %s)", settings.clickhouse_port, engine.version)
        yield
        _log.info("warehouse stopped")

    service = settings.clickhouse_user, settings.secret("clickhouse_password")
    logins = Logins(engine, settings.clickhouse_database, service, settings.secret("staff_key"))
    return build_app(engine, logins, lifespan)


def _listening_socket(port: int) -> socket.socket:
    # asyncio switches Nagle's delay (40 ms an answer) off only where the protocol is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(port, "FENGHUO_CLICKHOUSE_PORT") from None
        raise
    return listener


def _run(engine: Engine, app: Starlette, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2 * STOP_SECONDS,
    )
    server = _Server(config, engine)
    with _signals_taken():
        server.run(sockets=[listener])
    if server.hollow:
        raise DiskFull(
            f"The disk became full while parts were merged, and {len(server.hollow)} of them have no content "
            f"(such as {server.hollow[0]}); free some space and start again: their rows are taken back from "
            "the parts before."
        )


class _Server(uvicorn.Server):
    """Looks after the engine's parts; ends statements under way some seconds after it was told to stop."""

    def __init__(self, config: uvicorn.Config, engine: Engine) -> None:
        super().__init__(config)
        self.hollow: list[str] = []
        """Parts without content, for which it ended."""
        self._engine = engine

    async def main_loop(self) -> None:
        looking = asyncio.create_task(self._look_after_parts())
        await super().main_loop()
        looking.cancel()

    async def _look_after_parts(self) -> None:
        while not self.hollow:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(EngineError):  # asked again soon
                self.hollow = await asyncio.to_thread(hollow_parts, self._engine)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        ending = asyncio.get_running_loop().call_later(STOP_SECONDS, self._engine.interrupt)
        await super().shutdown(sockets)
        ending.cancel()


@contextmanager
def _signals_taken() -> Iterator[None]:
    """uvicorn raises a signal it stopped for once more at the end; here that has done its work."""

    def ignore(_signal: int, _frame: FrameType | None) -> None:
        return None

    before = {number: signal.signal(number, ignore) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
