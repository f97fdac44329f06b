"""A finding: what a check saw, how bad it is, and what a person does about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hub.errors import FenghuoError
from hub.settings import Settings

Severity = Literal["ok", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's table. `part` and the words are Chinese; only what is not ok has a remedy."""

    part: str
    severity: Severity
    words: str
    remedy: str = ""


Check = Callable[[Settings], Iterable[Finding]]


def findings_of(part: str, check: Check, settings: Settings) -> Iterator[Finding]:
    """What a check finds. A FenghuoError it meets is a finding too: its sentence says what to do."""
    try:
        yield from check(settings)
    except FenghuoError as error:
        yield Finding(part, "error", error.sentence, "按提示处理后再运行 fenghuo doctor")
