"""Superset's work in the background, by Celery over Redis: what it is, who does it, and whether they live.

The worker runs analysts' long statements of SQL Lab, as the person who asks, so that they keep no page
waiting; the beat hands it what is due at fixed times. Without `FENGHUO_REDIS` there is neither: pages then do
all themselves.
"""

from __future__ import annotations

import socket
import sys
from datetime import UTC, datetime
from typing import Final

from dashboards.bootstrap import superset_environment
from dashboards.celery_config import BEAT_FILE
from dashboards.metadata import superset_home
from hub.errors import ConfigError, Unavailable
from hub.settings import Settings

BEAT_SECONDS: Final = 600
"""A beat that lives has written its file within so many seconds; it does every three to five minutes."""

_APP: Final = "superset.tasks.celery_app:app"
_NODE: Final = "worker"
_PROCESSES: Final = 2
_ANSWER_SECONDS: Final = 5.0


def worker_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command of a worker, and what its environment needs besides. Raises ConfigError without Redis."""
    _require_redis(settings)
    options = ["--hostname", f"{_NODE}@%h", "--concurrency", str(_PROCESSES), "--optimization", "fair"]
    return _celery("worker", *options, "--loglevel", "WARNING"), superset_environment(settings)


def beat_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command of the beat, of which there must be one. Raises ConfigError without Redis."""
    _require_redis(settings)
    # Its mark of who runs would outlive a machine that lost its power.
    return _celery("beat", "--pidfile=", "--loglevel", "WARNING"), superset_environment(settings)


def answering_workers(settings: Settings, *, here: bool) -> list[str]:
    """The workers that answer now, by name; with `here` only that of this machine.

    Raises ConfigError without Redis, Unavailable where Redis does not answer.
    """
    from celery import Celery  # takes a while to load, which no other command should wait for
    from kombu.exceptions import OperationalError
    from redis.exceptions import RedisError

    redis = _require_redis(settings)
    asked = [f"{_NODE}@{socket.gethostname()}"] if here else None
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


def _celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", _APP, *arguments]


def _require_redis(settings: Settings) -> str:
    if settings.redis is None:
        raise ConfigError(
            "Work in the background needs Redis; name it with FENGHUO_REDIS (docs/settings.md)."
        )
    return settings.redis.get_secret_value()
