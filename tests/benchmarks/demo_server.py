"""The demo province as a process of its own: `python -m tests.benchmarks.demo_server SEED FIRST_DAY`."""

from __future__ import annotations

import socket
import sys
from datetime import date

import uvicorn

from demo.clock import DemoClock
from demo.server import build_app
from demo.world import World
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER


def main(seed: str, first_day: str) -> None:
    """Serve until stopped; the first line says where."""
    world = World(load_roster(EXAMPLE_ROSTER), int(seed), date.fromisoformat(first_day))
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(build_app(world, DemoClock()), log_level="error", lifespan="off", ws="none")
    uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
