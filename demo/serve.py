"""Runs the demo province's server on 127.0.0.1 until it is stopped."""

from __future__ import annotations

import contextlib
import errno
import socket
from datetime import date

import uvicorn

from demo.clock import DemoClock
from demo.server import build_app
from demo.world import World
from hub.errors import PortTaken
from hub.roster import load_roster
from hub.settings import Settings

_KEEP_ALIVE_SECONDS = 75


def run_demo(settings: Settings, seed: int, started_on: date) -> None:
    """Serve the province of settings.roster on settings.demo_port. Raises PortTaken; returns when stopped."""
    world = World(load_roster(settings.roster), seed, started_on)
    config = uvicorn.Config(
        build_app(world, DemoClock()),
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )
    with _listening(settings.demo_port) as listener, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port, "FENGHUO_DEMO_PORT") from None
        raise
    return listener
