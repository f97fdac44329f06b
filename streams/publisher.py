"""Where gatherers put what they saw: records and dead letters, buffered until `flush`."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from hub.clock import Clock, SystemClock
from hub.errors import InvalidRecord
from hub.records import Record
from hub.tracing import TRACE_HEADER, current_trace, names_of
from streams import codec, dead_letters
from streams.codec import TOPIC_OF_TYPE, Outgoing
from streams.dead_letters import DeadLetter, letter_of_payload
from streams.log import Log

logger = logging.getLogger(__name__)


class Publisher:
    """A producer that speaks records. What it raises, and when, is the producer's contract (`streams.log`).

    `clock` dates the dead letters it writes by itself. The trace of the caller's context travels as a header.
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
            self._send(codec.encode(record))
        except InvalidRecord as error:
            self._bury(record, error.sentence)
            return False
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("published", extra={**_names(record), "record": type(record).__name__})
        return True

    def publish_dead(self, letter: DeadLetter) -> None:
        """Send a dead letter."""
        self._send(dead_letters.encode(letter))

    def flush(self) -> None:
        """Return when everything published is acknowledged."""
        self._producer.flush()

    def close(self) -> None:
        """Flush and let go."""
        self._producer.close()

    def _send(self, outgoing: Outgoing) -> None:
        topic, key, value, headers = outgoing
        self._producer.send(topic, key, value, _with_trace(headers))

    def _bury(self, record: Record, reason: str) -> None:
        logger.warning("A record goes to the dead letters: %s", reason, extra=_names(record))
        topic = TOPIC_OF_TYPE[type(record).__name__]
        account_id = str(record.account_id)
        self.publish_dead(
            letter_of_payload(codec.raw_value(record), reason, self._clock.now(), account_id, topic)
        )


def _with_trace(headers: dict[str, str]) -> Mapping[str, str]:
    trace = current_trace()
    return {**headers, TRACE_HEADER: trace} if trace else headers


def _names(record: Record) -> dict[str, str]:
    """What names a record in a log line, with its trace."""
    trace = {"trace": current_trace()} if current_trace() else {}
    return {**names_of(record), **trace}
