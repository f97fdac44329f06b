"""Whether Superset's work in the background is done: who answers, and when the beat last kept its file."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import Final

from dashboards.metadata import superset_home
from hub.errors import ConfigError, Unavailable
from hub.settings import Settings

NODE: Final = "worker"
"""What a worker is called, before the name of its machine."""
BEAT_FILE: Final = "beat"
"""The file in Superset's folder in which the beat keeps when it last handed out what."""
BEAT_SECONDS: Final = 600
"""A beat that lives has written its file within so many seconds; it does every three to five minutes."""
_ANSWER_SECONDS: Final = 5.0


def answering_workers(settings: Settings, *, here: bool) -> list[str]:
    """The workers that answer now, by name; with `here` only that of this machine.

    Raises ConfigError without Redis, Unavailable where Redis does not answer.
    """
    from celery import Celery  # takes a while to load, which no other command should wait for
    from kombu.exceptions import OperationalError
    from redis.exceptions import RedisError

    redis = require_redis(settings)
    asked = [f"{NODE}@{socket.gethostname()}"] if here else None
    with Celery(broker=redis, set_as_current=False) as app:
        try:
            answers = app.control.ping(
                destination=asked, timeout=_ANSWER_SECONDS, limit=len(asked or []) or None
            )
        except (OperationalError, RedisError) as error:
            raise Unavailable(
                f"Redis does not answer ({type(error).__name__});"
                " check that it runs and that FENGHUO_REDIS names it."
            ) from None
    return sorted(name for answer in answers for name in answer)


def beat_written_at(settings: Settings) -> datetime | None:
    """When the beat last wrote its file; None where it never did."""
    files = superset_home(settings).glob(f"{BEAT_FILE}*")
    newest = max((file.stat().st_mtime for file in files), default=None)
    return None if newest is None else datetime.fromtimestamp(newest, UTC)


def require_redis(settings: Settings) -> str:
    """The address of Redis. Raises ConfigError where there is none."""
    if settings.redis is None:
        raise ConfigError(
            "Work in the background needs Redis; name it with FENGHUO_REDIS (docs/settings.md)."
        )
    return settings.redis.get_secret_value()
