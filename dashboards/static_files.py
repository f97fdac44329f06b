"""Superset's scripts and pictures, served past Superset: without a session, and to be kept for good.

Superset itself hands them out with the visitor's cookie and `Vary: Cookie`, and the cookie is another after
each answer: so a browser asks for every script again at every page, and compiles it anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import superset
from whitenoise import WhiteNoise  # type: ignore[import-untyped]

_PREFIX: Final = "/static/"
_FOLDER: Final = Path(superset.__file__).parent / "static"
_NAMED_BY_CONTENT: Final = re.compile(r"[/.][0-9a-f]{20}\.")
"""`vendors.6f4ecbc3d2e23e236060.entry.js`: another content would be another name."""
_HOUR: Final = 3600


class StaticFiles(WhiteNoise):  # type: ignore[misc]
    """A WSGI middleware: answers what is a file of Superset's, and passes on all else."""

    def __init__(self, application: object) -> None:
        super().__init__(
            application,
            root=str(_FOLDER),
            prefix=_PREFIX,
            max_age=_HOUR,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: _NAMED_BY_CONTENT.search(url) is not None,
            add_headers_function=_no_guessing,
        )


def _no_guessing(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
