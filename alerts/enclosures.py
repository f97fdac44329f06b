"""Letters that bring files, such as reports: they go by the outbox as alerts do, each to a recipient once.

A letter names its files in its document and does not hold them: mail takes them along, the other channels
say where they are. A letter whose files are gone from this machine goes without them, and says so, since
the alerts behind it must not wait.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from alerts.channels import room
from alerts.messages import Letter
from alerts.outbox import Outbox
from alerts.recipients import Recipient
from hub.clock import require_utc

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Enclosed:
    """What is told beside files. `key` is the same whenever it is the same news to the same recipient."""

    key: str
    subject: str
    text: str
    files: Sequence[Path]


def enclose(outbox: Outbox, recipient: Recipient, enclosed: Enclosed, now: datetime) -> bool:
    """Write it down for a recipient who has heard from the outbox before; whether it is there now.

    False where the recipient is new, or another process wrote at the same time: the next round does it.
    Raises Unavailable, DiskFull.
    """
    number = outbox.numbers().get(recipient.recipient_id, 0)
    if not number:
        return False
    letter = _letter(recipient, enclosed, require_utc(now))
    return outbox.append(recipient.recipient_id, number + 1, letter, (), now)


def is_enclosed(outbox: Outbox, recipient: Recipient, key: str) -> bool:
    """Whether the recipient has been written a letter of that key. Raises Unavailable."""
    parameters = {"recipient": recipient.recipient_id, "key": key}
    return bool(outbox.warehouse.query_file(_SQL / "message_of_key.sql", parameters))


def _letter(recipient: Recipient, enclosed: Enclosed, now: datetime) -> Letter:
    text = f"{enclosed.subject}\n{enclosed.text}"
    if recipient.channel != "mail":
        text += f"\n文件：{'、'.join(file.name for file in enclosed.files)}，在服务器的 reports 文件夹里。"
    document = {
        "type": "fenghuo.report",
        "key": enclosed.key,
        "sent_at": now.isoformat(),
        "text": text,
        "files": [str(file.resolve()) for file in enclosed.files],
    }
    return Letter(
        enclosed.key,
        enclosed.subject,
        _fitting(text, room(recipient)),
        json.dumps(document, ensure_ascii=False),
    )


def _fitting(text: str, limit: int) -> str:
    """As much of a text as a channel takes."""
    whole = text.encode()
    if len(whole) <= limit:
        return text
    return whole[: limit - len("…".encode())].decode(errors="ignore") + "…"
