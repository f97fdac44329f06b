"""The dead letters in the warehouse: found by what is known of them, and what a person decided about each.

A decision holds for a letter's id. It is kept beside the letter, not in it, so that reading the stream again,
which writes the letters again, neither loses nor repeats a decision.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from streams.dead_letters import DeadLetter, Origin
from warehouse.client import Warehouse

_QUERIES: Final = Path(__file__).parent / "queries"
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
CHUNK_LETTERS: Final = 200
CHUNK_BYTES: Final = 32_000_000
"""Letters, and bytes of their payloads, held in memory at once."""

Fate = Literal["replayed", "dropped"]


@dataclass(frozen=True)
class LettersWanted:
    """Which letters: all conditions given must hold; an empty one asks for nothing.

    `reason` is a part of the reason's text; `since` the earliest `received_at`.
    """

    letter_ids: Sequence[str] = ()
    reason: str = ""
    account_id: str = ""
    origin: str = ""
    source_topic: str = ""
    since: datetime = _BEGINNING
    open_only: bool = True


class KeptLetter(msgspec.Struct, frozen=True):
    """A letter as the warehouse tells of it, without its bytes."""

    letter_id: str
    received_at: datetime
    state: Literal["open", "replayed", "dropped"]
    state_name: str
    reason: str
    origin: Origin
    origin_name: str
    account_id: str
    account_name: str
    source_topic: str
    source_partition: int
    source_offset: int
    attempt: int
    schema_version: str
    payload_bytes: int
    decided_at: datetime | None
    decided_by: str
    why: str


@dataclass(frozen=True)
class Decision:
    """Who decided what about letters, when and why."""

    fate: Fate
    decided_at: datetime
    decided_by: str
    why: str = ""


def find_letters(warehouse: Warehouse, wanted: LettersWanted, limit: int = 2**63 - 1) -> list[KeptLetter]:
    """The letters wanted, the oldest first. Raises Unavailable, WarehouseError."""
    conditions = {**asdict(wanted), "letter_ids": list(wanted.letter_ids), "limit": limit}
    rows = warehouse.query_file(_QUERIES / "dead_letters.sql", conditions)
    return [msgspec.convert(row, KeptLetter) for row in rows]


def with_payloads(warehouse: Warehouse, letters: Sequence[KeptLetter]) -> Iterator[list[DeadLetter]]:
    """The letters with their original bytes, in their order, in chunks that fit into memory."""
    for chunk in _chunks(letters):
        ids = [letter.letter_id for letter in chunk]
        rows = warehouse.query_file(_QUERIES / "dead_letter_payloads.sql", {"letter_ids": ids})
        payloads = {str(row["letter_id"]): b64decode(str(row["payload"])) for row in rows}
        yield [_letter(kept, payloads[kept.letter_id]) for kept in chunk]


def keep_decision(
    warehouse: Warehouse, letters: Sequence[KeptLetter | DeadLetter], decision: Decision
) -> None:
    """Remember what was decided about letters; it is on the disk when this returns."""
    columns: dict[str, list[object]] = {
        "letter_id": [letter.letter_id for letter in letters],
        "attempt": [letter.attempt for letter in letters],
    }
    columns |= {name: [value] * len(letters) for name, value in asdict(decision).items()}
    warehouse.insert("dead_letter_fates", columns)


def _chunks(letters: Sequence[KeptLetter]) -> Iterator[list[KeptLetter]]:
    chunk: list[KeptLetter] = []
    for letter in letters:
        size = sum(held.payload_bytes for held in chunk) + letter.payload_bytes
        if chunk and (len(chunk) == CHUNK_LETTERS or size > CHUNK_BYTES):
            yield chunk
            chunk = []
        chunk.append(letter)
    if chunk:
        yield chunk


def _letter(kept: KeptLetter, payload: bytes) -> DeadLetter:
    fields = {name: getattr(kept, name) for name in DeadLetter.__struct_fields__ if name != "payload"}
    return DeadLetter(**fields, payload=payload)
