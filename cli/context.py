"""What every command begins with: settings, logging, the console, and how a wrong one leaves."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console

from hub.errors import ConfigError, FenghuoError, PortTaken
from hub.logs import configure_logging
from hub.settings import Settings, load_settings

if TYPE_CHECKING:
    from warehouse.client import Warehouse
    from warehouse.limits import Limits

PERSON_PATIENCE = 2.0
"""Seconds for which a command that a person waits for tries to reach the warehouse."""

console = Console(highlight=False)
"""Standard output for people."""


def begin(level: int | None = None) -> Settings:
    """Read the settings and set up logging, at their level unless one is given. Raises ConfigError.

    Whoever sets `debug` hears everything of any command.
    """
    settings = load_settings()
    wished = logging.getLevelNamesMapping()[settings.log_level.upper()]
    configure_logging(settings.log_format, wished if level is None or wished < logging.INFO else level)
    return settings


def warehouse_to_read(settings: Settings, limits: Limits | None = None) -> Warehouse:
    """The warehouse for a person who waits for an answer; nothing can be changed through it.

    With `limits` a query that goes beyond them raises TooMuch. Raises Unavailable, ConfigError.
    """
    from warehouse.client import connect  # its libraries take a while, and many commands need no warehouse

    return connect(settings, readonly=True, patience=PERSON_PATIENCE, limits=limits)


def fail(error: FenghuoError) -> NoReturn:
    """Say the sentence and leave with the error's exit code."""
    sys.stderr.write(f"fenghuo: {error.sentence}\n")
    sys.exit(error.exit_code)


def require_free_port(port: int, setting: str, address: str = "127.0.0.1") -> None:
    """Raise PortTaken when something listens on address:port, ConfigError for another machine's address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTaken(port, setting, address) from None
            raise ConfigError(f"FENGHUO_LISTEN={address} is no address of this machine: {error}.") from None
