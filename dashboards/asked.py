"""What people's dashboards asked lately, so that it can be asked ahead: a file a question, a folder a user.

A question is the body of a request for a chart's data as the browser wrote it: only the very same one finds
what is cached. When a file was last touched is when the question was last asked. Several processes may share
the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from hub.files import replace_file

KEPT_SECONDS: Final = 8 * 24 * 3600.0
"""A question is forgotten when nobody has asked it for so long: those of every Monday are kept."""
MOST_OF_USER: Final = 150
"""Questions of a user that are asked ahead, the latest first: seven dashboards ask about 120."""


class Asked:
    """The questions in a folder, by the number of the user who asked."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def note(self, user: int, question: dict[str, Any]) -> None:
        """Remember that this was asked now."""
        text = json.dumps({**question, "force": False}, sort_keys=True, ensure_ascii=False)
        file = self._folder / str(user) / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
        if not file.exists():
            replace_file(file, text.encode())
        os.utime(file, (self._clock(), self._clock()))

    def users(self) -> list[int]:
        """Who asked lately, the latest first."""
        latest = {
            int(folder.name): max(map(_asked_at, folder.iterdir()), default=0.0) for folder in self._folders()
        }
        return [
            user for user in sorted(latest, key=lambda user: -latest[user]) if not self._is_old(latest[user])
        ]

    def questions(self, user: int) -> Iterator[dict[str, Any]]:
        """What a user asked lately, the latest first; what is older is forgotten."""
        files = sorted((self._folder / str(user)).glob("*.json"), key=_asked_at, reverse=True)
        for number, file in enumerate(files):
            if number >= MOST_OF_USER or self._is_old(_asked_at(file)):
                file.unlink(missing_ok=True)
            else:
                yield json.loads(file.read_text(encoding="utf-8"))

    def _folders(self) -> list[Path]:
        return list(self._folder.iterdir()) if self._folder.exists() else []

    def _is_old(self, at: float) -> bool:
        return self._clock() - at > KEPT_SECONDS


def _asked_at(file: Path) -> float:
    return file.stat().st_mtime
