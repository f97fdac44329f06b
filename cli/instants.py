"""A TIME on the command line: an instant, a Beijing day, or how long ago."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

import typer

from hub.clock import BEIJING, SystemClock, require_utc

TIME_HELP: Final = (
    "2026-03-01, 2026-03-01T08:30 (Beijing time unless it says otherwise), or 90m, 36h, 7d ago."
)
_AGO: Final = re.compile(r"(\d{1,6})([mhd])\Z")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}


def instant(text: str) -> datetime:
    """The instant (UTC) a person means. Raises typer.BadParameter with a sentence."""
    ago = _AGO.match(text)
    try:
        if ago:
            return SystemClock().now() - timedelta(**{_UNITS[ago.group(2)]: int(ago.group(1))})
        given = datetime.fromisoformat(text)
        return require_utc(given if given.tzinfo else given.replace(tzinfo=BEIJING))
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"“{text}” is no time; write {TIME_HELP}") from None
