"""Telling people, and programs: what is news to each is composed into messages, and waiting messages are
sent.

What cannot wait goes at once; the rest goes in one digest at 09:00 Beijing time; nothing goes in a
recipient's quiet hours. News is an episode's stage graver than the one the recipient was told, or the end
of one they were told of. A snooze holds messages back and stops no count. Everything is kept in the
warehouse, so rounds may be cut short anywhere and run beside each other; `alerts/outbox.py` says what is
promised.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.answers import Answer
from alerts.audience import Audience, read_places
from alerts.channels import Channels, room
from alerts.engine import JUDGED_AT
from alerts.episodes import Episode, gravity, telling_episodes
from alerts.events import compose_events, event_receivers
from alerts.history import UNTOUCHED, standings
from alerts.messages import Item, Letter, divided, letter
from alerts.outbox import CLOSED, MOST_ATTEMPTS, Claim, Notice, Outbox, Result, Waiting
from alerts.recipients import Recipient, load_recipients
from alerts.rules import VETO
from hub.clock import beijing_day, require_utc, start_of_beijing_day
from hub.killpoints import reached
from hub.settings import Settings
from warehouse.client import Warehouse

logger = logging.getLogger(__name__)

URGENT: Final = frozenset({VETO, "recall"})
"""Rules that do not wait for the digest. An episode whose evidence says `urgent` does not wait either."""
REMEMBERED: Final = timedelta(days=60)
"""How long the end of an episode may still be told."""
SENDING_SECONDS: Final = 120.0
"""How long one round goes on sending; what is left waits for the next."""


@dataclass(frozen=True)
class Sent:
    """A message as it was sent in this round, or as it failed."""

    recipient: str
    number: int
    letter: Letter
    result: Result
    words: str


@dataclass(frozen=True)
class Notifier:
    """The recipients and the channels, before one warehouse."""

    warehouse: Warehouse
    recipients: Sequence[Recipient]
    channels: Channels
    outbox: Outbox
    receivers: Sequence[Recipient] = ()
    """Webhooks that hear of events (`alerts/events.py`), not of alerts."""

    def round(self, now: datetime) -> list[Sent]:
        """Compose what is due, and send what waits. Raises Unavailable, DiskFull."""
        now = require_utc(now)
        self._compose(now)
        compose_events(self.outbox, self.receivers, now)
        return list(self._send(now))

    def _compose(self, now: datetime) -> None:
        desk = self._desk(now)
        for recipient in self.recipients:
            if desk.may_hear(recipient):
                self._write(recipient, desk)

    def _desk(self, now: datetime) -> _Desk:
        numbers, told = self.outbox.numbers(), self.outbox.told()
        blocked = {waiting.recipient for waiting in self.outbox.waiting()}
        audience = Audience(self.recipients, read_places(self.warehouse))
        done = standings(self.warehouse)
        desk = _Desk(now, numbers, told, blocked)
        for episode in telling_episodes(self.warehouse, now - REMEMBERED):
            standing = done.get(episode.episode_id, UNTOUCHED)
            desk.lay_out(Item(episode, audience.place(episode), standing), audience.of(episode))
        return desk

    def _write(self, recipient: Recipient, desk: _Desk) -> None:
        """Append the messages due to a recipient, unless another process does so at the same time."""
        number = desk.numbers.get(recipient.recipient_id, 0)
        items = desk.due[recipient.recipient_id]
        if not items and not number:
            self.outbox.append(recipient.recipient_id, 1, None, (), desk.now)
        dashboards = self.channels.settings.dashboards_url
        for part in divided(items, room(recipient), dashboards) if items else ():
            number += 1
            notices = tuple(_notice(item.episode) for item in part.items)
            key = _key(recipient, number, notices)
            written = letter(part, key, desk.now, dashboards)
            reached("alerts.composed")
            if not self.outbox.append(recipient.recipient_id, number, written, notices, desk.now):
                return
            reached("alerts.written")

    def _send(self, now: datetime) -> Iterator[Sent]:
        known = {one.recipient_id: one for one in (*self.recipients, *self.receivers)}
        held = {name for name, recipient in known.items() if recipient.resting(now)}
        began = time.monotonic()
        for waiting in self.outbox.waiting():
            if waiting.recipient not in known or waiting.recipient in held:
                continue
            passed = time.monotonic() - began
            if passed > SENDING_SECONDS:
                logger.warning("Sending takes too long; what is left waits for the next round")
                return
            sent = self._send_one(known[waiting.recipient], waiting, now + timedelta(seconds=passed))
            if sent is not None:
                yield sent
            if sent is None or sent.result in ("failed", "unanswered"):
                held.add(waiting.recipient)  # what comes after it would arrive before it

    def _send_one(self, recipient: Recipient, waiting: Waiting, now: datetime) -> Sent | None:
        if not waiting.due(now):
            return None
        claim = self.outbox.claim(waiting, now)
        if claim is None:
            return None
        reached("alerts.claimed")
        going = waiting.letter.again() if waiting.unanswered else waiting.letter
        answer = self.channels.send(recipient, going)
        reached("alerts.sent")
        result = _result(claim, answer)
        self.outbox.settle(claim, result, answer.words, now)
        reached("alerts.settled")
        if result == "given_up":
            logger.error(
                "A message was given up after %d attempts (%s); check the recipient.",
                claim.attempt,
                answer.words,
                extra={"recipient": recipient.recipient_id},
            )
        return Sent(recipient.recipient_id, waiting.number, going, result, answer.words)


def open_notifier(settings: Settings, warehouse: Warehouse) -> Notifier:
    """A notifier with the recipients of the settings. Raises ConfigError for mistakes in their file."""
    recipients, receivers = load_recipients(settings), event_receivers(settings)
    return Notifier(warehouse, recipients, Channels(settings), Outbox(warehouse), receivers)


class _Desk:
    """What a round composes from: what is due to whom, sorted out once."""

    def __init__(
        self,
        now: datetime,
        numbers: Mapping[str, int],
        told: Mapping[str, Mapping[str, str]],
        blocked: Collection[str],
    ) -> None:
        self.now = now
        self.numbers = numbers
        self.due: dict[str, list[Item]] = defaultdict(list)
        self._blocked = blocked
        self._told: dict[str, dict[str, str]] = defaultdict(dict)
        for recipient, episodes in told.items():
            for episode_id, stage in episodes.items():
                self._told[episode_id][recipient] = stage

    def may_hear(self, recipient: Recipient) -> bool:
        """Not in quiet hours, nor while an earlier message waits: later news is then merged into one."""
        return not recipient.resting(self.now) and recipient.recipient_id not in self._blocked

    def lay_out(self, item: Item, audience: Iterable[str]) -> None:
        """Put an episode before everybody to whom it is news that is due; at their first time, all is due."""
        told = self._told.get(item.episode.episode_id, {})
        due = _due(item.episode, self.now)
        for recipient in audience if item.episode.open else told:
            if (due or recipient not in self.numbers) and self._news(item, told.get(recipient)):
                self.due[recipient].append(item)

    def _news(self, item: Item, last: str | None) -> bool:
        """Whether an episode is news to somebody who was told `last` of it."""
        if not item.episode.open:
            return last != CLOSED and item.episode.closed_as != "merged"
        if last not in (None, CLOSED) and gravity(item.episode.severity) <= gravity(last or ""):
            return False
        return not item.standing.snoozed(self.now)


def _due(episode: Episode, now: datetime) -> bool:
    """Whether it cannot wait, or was there when the last digest was due."""
    if episode.open and (episode.rule in URGENT or episode.facts.get("urgent") is True):
        return True
    nine = start_of_beijing_day(beijing_day(now)) + JUDGED_AT
    return episode.changed_at <= (nine if nine <= now else nine - timedelta(days=1))


def _notice(episode: Episode) -> Notice:
    return Notice(episode.episode_id, episode.severity if episode.open else CLOSED)


def _key(recipient: Recipient, number: int, notices: Sequence[Notice]) -> str:
    news = "\n".join(f"{notice.episode_id} {notice.told}" for notice in notices)
    return hashlib.sha256(f"{recipient.recipient_id}/{number}\n{news}".encode()).hexdigest()[:32]


def _result(claim: Claim, answer: Answer) -> Result:
    if answer.taken:
        return "sent"
    if claim.attempt >= MOST_ATTEMPTS:
        return "given_up"
    return "unanswered" if answer.unsure else "failed"
