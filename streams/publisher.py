"""Where gatherers put what they saw: records and dead letters, buffered until `flush`."""

from __future__ import annotations

import logging

from hub.clock import Clock, SystemClock
from hub.errors import InvalidRecord
from hub.records import Record
from streams import codec, dead_letters
from streams.codec import TOPIC_OF_TYPE
from streams.dead_letters import DeadLetter, letter_of_payload
from streams.log import Log

logger = logging.getLogger(__name__)


class Publisher:
    """A producer that speaks records. What it raises, and when, is the producer's contract (`streams.log`).

    `clock` dates the dead letters it writes by itself.
    """

    def __init__(self, log: Log, clock: Clock | None = None) -> None:
        self._producer = log.producer()
        self._clock = clock or SystemClock()

    def publish(self, record: Record) -> bool:
        """Send a record; whether it was fit to be sent.

        One that breaks its schema goes to the dead letters with the reason, is logged, and False is
        returned, so that one bad post does not stop a wave.
        """
        try:
            self._producer.send(*codec.encode(record))
        except InvalidRecord as error:
            self._bury(record, error.sentence)
            return False
        return True

    def publish_dead(self, letter: DeadLetter) -> None:
        """Send a dead letter."""
        self._producer.send(*dead_letters.encode(letter))

    def flush(self) -> None:
        """Return when everything published is acknowledged."""
        self._producer.flush()

    def close(self) -> None:
        """Flush and let go."""
        self._producer.close()

    def _bury(self, record: Record, reason: str) -> None:
        logger.warning("A record goes to the dead letters: %s", reason, extra={"account": record.account_id})
        topic = TOPIC_OF_TYPE[type(record).__name__]
        account_id = str(record.account_id)
        self.publish_dead(
            letter_of_payload(codec.raw_value(record), reason, self._clock.now(), account_id, topic)
        )
