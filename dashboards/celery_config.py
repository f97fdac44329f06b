"""Superset's CELERY_CONFIG: where the queue is, and what is due at fixed times.

The names are Celery's: https://docs.celeryq.dev/en/stable/userguide/configuration.html.
"""

from __future__ import annotations

from typing import Any, Final

from celery.schedules import crontab

from dashboards.workers import BEAT_FILE

_STATEMENTS_KEPT_DAYS: Final = 180
"""How long SQL Lab remembers a statement; who ran what stays in the audit log."""


def celery_config(redis: str, home: str) -> dict[str, Any]:
    """The configuration of worker and beat on a Redis, for the Superset whose folder is `home`."""
    return {
        "broker_url": redis,
        "result_backend": redis,
        "timezone": "Asia/Shanghai",
        "imports": ("superset.sql_lab", "superset.tasks.scheduler"),
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "beat_schedule_filename": f"{home}/{BEAT_FILE}",
        "beat_schedule": {
            "prune_query": {
                "task": "prune_query",
                "schedule": crontab(minute=30, hour=3),
                "kwargs": {"retention_period_days": _STATEMENTS_KEPT_DAYS},
            }
        },
    }
