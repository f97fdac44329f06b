"""Dead letters: what could not be read or published, with the reason and the original bytes.

They travel on the topic `dead-letters` like records do. A letter that came from a topic of records can be
revived once the cause is gone (a newer hub, a mended bug); one that holds a page or a platform's answer is
evidence for a person.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from hub.clock import require_utc
from hub.errors import InvalidRecord
from hub.records import SCHEMA_VERSION, Instant
from streams.codec import CONTENT_TYPE, TYPE_OF_TOPIC, Outgoing, decode_value, key_of
from streams.log import MAX_VALUE_BYTES, Message
from streams.topics import DEAD_LETTERS

LETTER_TYPE: Final = "DeadLetter"
LETTER_VERSION: Final = "1.0"
ATTEMPT: Final = "attempt"
"""The header of a message that was replayed from a dead letter: how many attempts had failed before it."""
MAX_PAYLOAD_BYTES: Final = (MAX_VALUE_BYTES - 64 * 1024) // 4 * 3
"""What of the original bytes fits into a letter after base64; the rest is cut, and the reason says so."""
_LONGEST_NUMBER: Final = 6
"""Digits of an attempt; others may write to a shared broker, and a longer one is none of ours."""

Origin = Literal["crawlers", "loader"]


class DeadLetter(Struct, frozen=True, kw_only=True):
    """One failed attempt. Source partition and offset are -1, and the strings empty, where there is none."""

    letter_id: Annotated[str, Meta(min_length=1)]
    received_at: Instant
    reason: str
    origin: Origin
    account_id: str = ""
    source_topic: str = ""
    source_partition: int = -1
    source_offset: int = -1
    attempt: int = 1
    schema_version: str = ""
    payload: bytes


def letter_of_message(message: Message, reason: str, received_at: datetime) -> DeadLetter:
    """The loader's letter about a message. Its id is the message's place: a repetition replaces it.

    A message that was itself replayed from a letter of attempt n gives a letter of attempt n + 1.
    """
    return DeadLetter(
        letter_id=f"{message.topic}/{message.partition}/{message.offset}",
        received_at=require_utc(received_at),
        reason=_with_cut(reason, message.value),
        origin="loader",
        account_id=_account_id(message.value),
        source_topic=message.topic,
        source_partition=message.partition,
        source_offset=message.offset,
        attempt=_failed_attempts(message) + 1,
        schema_version=message.headers.get("version", ""),
        payload=message.value[:MAX_PAYLOAD_BYTES],
    )


def letter_of_payload(
    payload: bytes, reason: str, received_at: datetime, account_id: str = "", source_topic: str = ""
) -> DeadLetter:
    """The gatherers' letter about bytes that never became a message; its id is their digest.

    `source_topic` is the topic they were meant for, where they are the JSON of a record.
    """
    return DeadLetter(
        letter_id="sha256:" + hashlib.sha256(payload).hexdigest(),
        received_at=require_utc(received_at),
        reason=_with_cut(reason, payload),
        origin="crawlers",
        account_id=account_id,
        source_topic=source_topic,
        schema_version=SCHEMA_VERSION if source_topic else "",
        payload=payload[:MAX_PAYLOAD_BYTES],
    )


def encode(letter: DeadLetter) -> Outgoing:
    """A letter as a message, keyed by its id."""
    headers = {"type": LETTER_TYPE, "version": LETTER_VERSION, "content-type": CONTENT_TYPE}
    return Outgoing(DEAD_LETTERS, letter.letter_id, msgspec.json.encode(letter), headers)


def decode(message: Message) -> DeadLetter:
    """The letter of a message. Raises InvalidRecord with a sentence that says where the message is."""
    where = f"Dead letter {message.topic}/{message.partition}/{message.offset}"
    if message.headers.get("type") != LETTER_TYPE:
        raise InvalidRecord(f"{where} cannot be read: its type is {message.headers.get('type')!r}.")
    try:
        return msgspec.json.decode(message.value, type=DeadLetter)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRecord(f"{where} cannot be read: {error}.") from None


def revive(letter: DeadLetter) -> Outgoing:
    """The message to publish again: the letter's own bytes, so that fields this hub does not know survive.

    Raises InvalidRecord while the cause remains, and for a letter that never held a record.
    """
    record_type = TYPE_OF_TOPIC.get(letter.source_topic)
    if record_type is None:
        raise InvalidRecord(f"Dead letter {letter.letter_id} holds no record; gather its account again.")
    headers = {"type": record_type, "version": letter.schema_version, "content-type": CONTENT_TYPE}
    try:
        record = decode_value(letter.payload, headers)
    except InvalidRecord as error:
        raise InvalidRecord(f"Dead letter {letter.letter_id} cannot be revived: {error.sentence}") from None
    return Outgoing(
        letter.source_topic, key_of(record), letter.payload, headers | {ATTEMPT: str(letter.attempt)}
    )


def _failed_attempts(message: Message) -> int:
    told = message.headers.get(ATTEMPT, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < _LONGEST_NUMBER else 0


class _Owner(Struct):
    account_id: str = ""


def _account_id(value: bytes) -> str:
    try:
        return msgspec.json.decode(value, type=_Owner).account_id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""


def _with_cut(reason: str, payload: bytes) -> str:
    if len(payload) <= MAX_PAYLOAD_BYTES:
        return reason
    return f"{reason} (The first {MAX_PAYLOAD_BYTES} of {len(payload)} bytes are kept.)"
