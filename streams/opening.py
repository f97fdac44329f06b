"""Opening the stream that the settings name."""

from __future__ import annotations

from hub.settings import Settings
from streams.embedded import EmbeddedLog
from streams.log import Log


def open_log(settings: Settings) -> Log:
    """The log on Kafka where `FENGHUO_KAFKA` names one, else the one in the data directory; with its topics.

    Raises Unavailable when no broker answers, ConfigError when the file cannot be used.
    """
    log = _kafka(settings) if settings.kafka else _embedded(settings)
    log.ensure_topics()
    return log


def _embedded(settings: Settings) -> Log:
    return EmbeddedLog(
        settings.data / "stream.sqlite",
        partitions=settings.topic_partitions,
        min_free_bytes=settings.min_free_bytes,
    )


def _kafka(settings: Settings) -> Log:
    # Imported here: one machine without a broker needs no Kafka client in memory.
    from streams.kafka import KafkaLog

    return KafkaLog(
        settings.kafka or "",
        prefix=settings.topic_prefix,
        partitions=settings.topic_partitions,
        replication=settings.topic_replication,
    )
