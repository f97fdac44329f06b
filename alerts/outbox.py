"""The outbox: every message is written down before it is sent, and every attempt before it is made.

**Written once.** A recipient's messages are numbered; the next number belongs to whoever inserts it first,
which ClickHouse decides: rows go in with a deduplication token made of their key, a second one is dropped,
and each writer reads back whose row it is. A message is composed from all messages before it, so no
episode's stage is in two.

**Sent at least once.** An attempt is claimed in the same way, then made, then settled. A process that dies
between making and settling leaves a claim without a result; after `CLAIM_EXPIRES` another attempt is made.
So a message can arrive twice, and none is lost. A process has one claim at a time: by its death one message
can be repeated. It carries the same key, and says that it may be a repetition.
"""

from __future__ import annotations

import os
import random
import socket
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, cast

from alerts.messages import Letter
from warehouse.client import Warehouse

CLOSED: Final = "closed"
"""What a message told of an episode that has ended; otherwise the severity it had."""
CLAIM_EXPIRES: Final = timedelta(minutes=5)
"""Longer than any attempt takes."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
"""Until a failed message is tried again: doubling from the first to the longest, with jitter."""
MOST_ATTEMPTS: Final = 24
"""Attempts, over most of a day; then the message is given up, and its episodes count as never told."""

_SQL: Final = Path(__file__).parent / "sql"

Result = Literal["sent", "failed", "unanswered", "given_up"]
"""What came of an attempt; `unanswered` where nobody knows whether the message arrived."""


@dataclass(frozen=True)
class Notice:
    """That a message tells of an episode, and what: its severity, or CLOSED."""

    episode_id: str
    told: str


@dataclass(frozen=True)
class Waiting:
    """A message that is neither sent nor given up. `in_flight` while an attempt has no result yet."""

    recipient: str
    number: int
    attempts: int
    last_attempt_at: datetime | None
    last_outcome: str
    letter: Letter

    def in_flight(self, now: datetime) -> bool:
        """Whether another process may be sending it at this moment."""
        if self.last_attempt_at is None or self.last_outcome:
            return False
        return now < self.last_attempt_at + CLAIM_EXPIRES

    def due(self, now: datetime) -> bool:
        """Whether it may be tried (again)."""
        if self.last_attempt_at is None:
            return True
        if not self.last_outcome:
            return not self.in_flight(now)
        wait = min(FIRST_WAIT * 2.0 ** min(self.attempts - 1, 10), LONGEST_WAIT)
        return now >= self.last_attempt_at + wait * random.uniform(0.5, 1.0)

    @property
    def unanswered(self) -> bool:
        """Whether the last attempt ended without an answer: the message may have arrived."""
        return self.attempts > 0 and self.last_outcome in ("", "unanswered")


@dataclass(frozen=True)
class Claim:
    """The right to make one attempt."""

    waiting: Waiting
    attempt: int
    claimed_at: datetime


@dataclass(frozen=True)
class Outbox:
    """The messages in the warehouse, as one process writes and sends them."""

    warehouse: Warehouse
    process: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex}")

    def numbers(self) -> dict[str, int]:
        """The number of each recipient's last message. Raises Unavailable."""
        rows = self.warehouse.query_file(_SQL / "last_numbers.sql")
        return {str(row["recipient"]): cast(int, row["number"]) for row in rows}

    def told(self) -> dict[str, dict[str, str]]:
        """By recipient and episode: what was told last, in messages that were not given up. Raises
        Unavailable.
        """
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.warehouse.query_file(_SQL / "told.sql"):
            found[str(row["recipient"])][str(row["episode_id"])] = str(row["told"])
        return found

    def waiting(self) -> list[Waiting]:
        """What is to be sent: least often tried first, each recipient's in order. Raises Unavailable."""
        return [_waiting(row) for row in self.warehouse.query_file(_SQL / "waiting.sql")]

    def append(
        self, recipient: str, number: int, letter: Letter | None, notices: tuple[Notice, ...], now: datetime
    ) -> bool:
        """Write a recipient's next message; without a letter, only that the recipient is known.

        False where another process has written that number: its message has to be read first.
        Raises Unavailable, DiskFull.
        """
        row = {
            "recipient": recipient,
            "number": number,
            "composed_by": self.process,
            "composed_at": now,
            "episode_ids": [notice.episode_id for notice in notices],
            "told": [notice.told for notice in notices],
            "message_key": letter.key if letter else "",
            "subject": letter.subject if letter else "",
            "text": letter.text if letter else "",
            "document": letter.document if letter else "",
        }
        self._insert("alert_messages", row, token=f"{recipient}/{number}")
        return self._holds("composer.sql", {"recipient": recipient, "number": number})

    def claim(self, waiting: Waiting, now: datetime) -> Claim | None:
        """The right to try a message, None where another process has it. Raises Unavailable, DiskFull."""
        claim = Claim(waiting, waiting.attempts + 1, now)
        token = f"{waiting.recipient}/{waiting.number}/{claim.attempt}"
        self._insert("alert_attempts", self._attempt(claim), token)
        key = {"recipient": waiting.recipient, "number": waiting.number, "attempt": claim.attempt}
        return claim if self._holds("claimant.sql", key) else None

    def settle(self, claim: Claim, result: Result, detail: str, now: datetime) -> None:
        """Note what came of an attempt. Raises Unavailable, DiskFull."""
        row = self._attempt(claim) | {"outcome": result, "detail": detail, "settled_at": now, "version": 2}
        self._insert("alert_attempts", row)

    def _attempt(self, claim: Claim) -> dict[str, object]:
        return {
            "recipient": claim.waiting.recipient,
            "number": claim.waiting.number,
            "attempt": claim.attempt,
            "claimed_by": self.process,
            "claimed_at": claim.claimed_at,
            "outcome": "",
            "detail": "",
            "settled_at": None,
            "version": 1,
        }

    def _insert(self, table: str, row: Mapping[str, object], token: str | None = None) -> None:
        self.warehouse.insert(table, {name: [value] for name, value in row.items()}, token)

    def _holds(self, file: str, key: Mapping[str, object]) -> bool:
        rows = self.warehouse.query_file(_SQL / file, key)
        return bool(rows) and rows[0]["process"] == self.process


def _waiting(row: dict[str, Any]) -> Waiting:
    letter = Letter(row["message_key"], row["subject"], row["text"], row["document"])
    return Waiting(
        recipient=row["recipient"],
        number=row["number"],
        attempts=row["attempts"],
        last_attempt_at=row["last_attempt_at"],
        last_outcome=row["last_outcome"],
        letter=letter,
    )
