"""Events for other programs: a release was found or carried, an episode opened, escalated or closed.

They go through the outbox (`alerts/outbox.py`) to the webhooks of FENGHUO_EVENTS_WEBHOOK, at least once and
in order: a release before those who carried it, and nothing while an earlier message waits. An event's id is
the same whenever it is found again, and what the outbox has told a receiver it is not told anew; so another
run of the matcher, or a second one beside it, doubles nothing. A receiver's first round tells nothing: what
was there before is noted as known.

docs/api.md, "Webhooks", describes the envelope for those who read it; `ENVELOPE_VERSION` is raised when that
breaks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from alerts.messages import Letter
from alerts.outbox import Notice, Outbox
from alerts.recipients import Recipient
from hub.clock import require_utc
from hub.settings import Settings

ENVELOPE_VERSION: Final = 1
REMEMBERED: Final = timedelta(days=60)
"""What happened longer ago is no news any more, though it be found now."""
MOST_EVENTS: Final = 100
"""In one message."""
MOST_MESSAGES: Final = 50
"""Composed in one round for one receiver; the rest waits for the next."""
RECEIVER: Final = "events:"
"""How the ids of receivers begin; the staff's own recipients cannot be called so."""

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Event:
    """Something that happened, as it is told: `data` are the fields of its kind."""

    event_id: str
    kind: str
    occurred_at: datetime
    data: Mapping[str, object]

    def told(self) -> dict[str, object]:
        """As the envelope lists it."""
        return {
            "id": self.event_id,
            "type": self.kind,
            "occurred_at": _instant(self.occurred_at),
            "data": self.data,
        }


def event_receivers(settings: Settings) -> tuple[Recipient, ...]:
    """The webhooks of the settings, as recipients that hear of no alerts."""
    listed = settings.events_webhook.get_secret_value() if settings.events_webhook else ""
    addresses = [address.strip() for address in listed.split(",") if address.strip()]
    return tuple(_receiver(address, settings) for address in dict.fromkeys(addresses))


def compose_events(outbox: Outbox, receivers: Sequence[Recipient], now: datetime) -> int:
    """Write down what each receiver has not been told; how many events. Raises Unavailable, DiskFull."""
    if not receivers:
        return 0
    numbers = outbox.numbers()
    waiting = {message.recipient for message in outbox.waiting()}
    return sum(
        _compose(outbox, one.recipient_id, numbers.get(one.recipient_id, 0), require_utc(now))
        for one in receivers
        if one.recipient_id not in waiting
    )


def _receiver(address: str, settings: Settings) -> Recipient:
    receiver_id = RECEIVER + hashlib.sha256(address.encode()).hexdigest()[:8]
    return Recipient(
        receiver_id,
        "FENGHUO_EVENTS_WEBHOOK",
        frozenset(),
        "webhook",
        address=SecretStr(address),
        signing=settings.events_key,
    )


def _compose(outbox: Outbox, receiver: str, number: int, now: datetime) -> int:
    events = list(_news(outbox, receiver, now - REMEMBERED))
    if not number:
        outbox.append(receiver, 1, None, _notices(events), now)
        return 0
    written = 0
    for begin in range(0, min(len(events), MOST_EVENTS * MOST_MESSAGES), MOST_EVENTS):
        told = events[begin : begin + MOST_EVENTS]
        number += 1
        if not outbox.append(receiver, number, _letter(receiver, number, told, now), _notices(told), now):
            break  # another process has written that number; what it told is seen in the next round
        written += len(told)
    return written


def _news(outbox: Outbox, receiver: str, since: datetime) -> Iterator[Event]:
    """What happened since and was not told, releases first, each kind by its time.

    Adoptions are read before releases: the release of each is then among those read, or was told already.
    """
    asked = {"receiver": receiver, "since": since}
    adoptions = outbox.warehouse.query_file(_SQL / "events_adoptions.sql", asked)
    releases = outbox.warehouse.query_file(_SQL / "events_releases.sql", asked)
    episodes = outbox.warehouse.query_file(_SQL / "events_episodes.sql", asked)
    for row in (*releases, *adoptions, *episodes):
        yield _event(row)


def _event(row: dict[str, Any]) -> Event:
    data = {
        name: _plain(value) for name, value in row.items() if name not in ("event_id", "type", "happened_at")
    }
    return Event(row["event_id"], row["type"], row["happened_at"], data)


def _notices(events: Sequence[Event]) -> tuple[Notice, ...]:
    return tuple(Notice(event.event_id, event.kind) for event in events)


def _letter(receiver: str, number: int, events: Sequence[Event], now: datetime) -> Letter:
    ids = "\n".join(event.event_id for event in events)
    key = hashlib.sha256(f"{receiver}/{number}\n{ids}".encode()).hexdigest()[:32]
    document = {
        "type": "fenghuo.events",
        "version": ENVELOPE_VERSION,
        "key": key,
        "sent_at": _instant(now),
        "events": [event.told() for event in events],
    }
    subject = f"发给其他系统的 {len(events)} 个事件"
    return Letter(key, subject, subject, json.dumps(document, ensure_ascii=False))


def _plain(value: object) -> object:
    return _instant(value) if isinstance(value, datetime) else value


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
