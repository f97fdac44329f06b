"""The processes that do Superset's work in the background, by Celery over Redis.

The worker runs analysts' long statements of SQL Lab, as the person who asks, so that they keep no page
waiting; the beat hands it what is due at fixed times. Without `FENGHUO_REDIS` there is neither: pages then do
all themselves.
"""

from __future__ import annotations

import sys
from typing import Final

from dashboards.bootstrap import superset_environment
from dashboards.workers import NODE, require_redis
from hub.settings import Settings

_WORKER: Final = "superset.tasks.celery_app:app"
_BEAT: Final = "dashboards.beat:app"
_PROCESSES: Final = 2


def worker_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command of a worker, and what its environment needs besides. Raises ConfigError without Redis."""
    require_redis(settings)
    options = ["--hostname", f"{NODE}@%h", "--concurrency", str(_PROCESSES), "--optimization", "fair"]
    return _celery(_WORKER, "worker", *options, "--loglevel", "WARNING"), superset_environment(settings)


def beat_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command of the beat, of which there must be one. Raises ConfigError without Redis."""
    require_redis(settings)
    # Its mark of who runs would outlive a machine that lost its power.
    return _celery(_BEAT, "beat", "--pidfile=", "--loglevel", "WARNING"), superset_environment(settings)


def _celery(app: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", app, *arguments]
