"""Erasing an account's messages from the embedded log, in place.

Offsets stay without a gap, since consumers and replays count by them: an erased message keeps its place and
loses its key and its value. Kafka has no such thing; there the loader passes over a forgotten account's
messages until the topic's retention drops them.
"""

from __future__ import annotations

import json
import sqlite3
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Any, Final

from hub.settings import Settings
from streams._store import Store
from streams.log import Message
from streams.topics import DEAD_LETTERS

ERASED: Final = "erased"
"""The header of an erased message."""

_ROWS: Final = 1_000
_READ: Final = """
    SELECT m.rowid, p.topic, m.value FROM messages AS m JOIN partitions AS p USING (partition_id)
    WHERE m.rowid > ? ORDER BY m.rowid LIMIT ?
"""
_ERASE: Final = "UPDATE messages SET key = '', value = x'', headers = '{\"erased\": \"1\"}' WHERE rowid = ?"


def is_erased(message: Message) -> bool:
    """Whether a message was erased, and so is to be passed over."""
    return ERASED in message.headers


def erase_account(settings: Settings, account: str) -> int | None:
    """Erase what the log holds of an account; how many messages. None on Kafka, which cannot.

    Raises Unavailable where the file is held by others for long.
    """
    if settings.kafka:
        return None
    store = Store(settings.data / "stream.sqlite", 0)
    erased = 0
    with store.connection(durable=True) as connection:
        connection.execute("PRAGMA secure_delete = ON")  # what was there is overwritten with zeros
        for found in _found(connection, account):
            with store.transaction(connection):
                connection.executemany(_ERASE, [(row,) for row in found])
            erased += len(found)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor does it stay in the journal
    return erased


def _found(connection: sqlite3.Connection, account: str) -> Iterator[list[int]]:
    last = 0
    while rows := connection.execute(_READ, (last, _ROWS)).fetchall():
        last = rows[-1][0]
        found = [row for row, topic, value in rows if _is_of(account, topic, bytes(value))]
        if found:
            yield found


def _is_of(account: str, topic: str, value: bytes) -> bool:
    if account.encode() not in value and topic != DEAD_LETTERS:
        return False
    record = _object(value)
    if record.get("account_id") == account:
        return True
    return topic == DEAD_LETTERS and _object(_payload(record)).get("account_id") == account


def _object(value: bytes) -> dict[str, Any]:
    try:
        read = json.loads(value)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _payload(letter: dict[str, Any]) -> bytes:
    try:
        return b64decode(str(letter.get("payload", "")))
    except (Base64Error, ValueError):
        return b""
