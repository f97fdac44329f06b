"""What a person says of something handed down: what it is known by, until when it is to be carried, and by
which releases."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cli.instants import instant
from hub.errors import ConfigError
from warehouse.client import Warehouse

LEAST_TITLE: Final = 12
"""Characters under which the matcher takes no title for a release's name."""
_SQL: Final = Path(__file__).parent / "sql"


def known_by(title: str, link: str) -> str:
    """The title as it is kept. Raises ConfigError where nothing could be found by it."""
    if link and not link.startswith(("http://", "https://")):
        raise ConfigError(f"“{link}” is no link; give one that begins with http:// or https://.")
    words = sum(unicodedata.category(character)[0] in "LN" for character in title)
    if not link and words < LEAST_TITLE:
        raise ConfigError(
            f"A title of {words} letters finds nothing for certain; give {LEAST_TITLE} or more, or a --link."
        )
    return title.strip()


def known_releases(warehouse: Warehouse, releases: Collection[str]) -> set[str]:
    """Those of the ids that are releases, found or entered. Raises Unavailable."""
    rows = warehouse.query_file(_SQL / "release_ids.sql", {"releases": list(releases)}) if releases else []
    return {str(row["release_id"]) for row in rows}


def require_releases(warehouse: Warehouse, releases: Collection[str]) -> None:
    """Raise ConfigError, naming one, unless all are releases, found or entered. Raises Unavailable."""
    missing = sorted(set(releases) - known_releases(warehouse, releases))
    if missing:
        raise ConfigError(
            f"There is no release {missing[0]}; `fenghuo release list` and v_releases show their ids."
        )


def deadline(text: str, issued_at: datetime, what: str = "deadline") -> datetime:
    """The instant a person means by a time or by so many hours or days after the issue.

    Raises ConfigError, which calls it `what`, for one that is not after the issue.
    """
    after = {"h": "hours", "d": "days"}.get(text[-1:])
    if after and text[:-1].isdecimal() and len(text) <= 5:
        until = issued_at + timedelta(**{after: int(text[:-1])})
    else:
        until = instant(text)
    if until <= issued_at:
        raise ConfigError(f"The {what} {text} is not after the issue; give a later one.")
    return until
