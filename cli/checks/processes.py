"""Superset, its work in the background, the pages of health and the HTTP API: whether they answer.

Light to load, since a supervisor asks every minute or so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx

from cli.checks.finding import Finding
from dashboards.workers import BEAT_SECONDS, answering_workers, beat_written_at
from hub.settings import Settings


def dashboards(settings: Settings) -> Iterator[Finding]:
    """Whether Superset answers."""
    address = settings.here(settings.superset_port)
    remedy = "启动 Superset（fenghuo up），看 logs/superset.log"
    yield _answering("看板", address, "/health", 3, remedy)


def workers(settings: Settings) -> Iterator[Finding]:
    """Where dashboards have a queue: whether anybody works on it."""
    if settings.redis is None:
        return
    names = answering_workers(settings, here=False)
    if names:
        yield Finding("后台任务", "ok", f"{len(names)} 个后台进程正常")
    else:
        yield Finding("后台任务", "error", "没有后台进程回应", "启动 fenghuo dashboards worker，看它的日志")


def worker(settings: Settings) -> Iterator[Finding]:
    """Whether this machine's worker answers."""
    if answering_workers(settings, here=True):
        yield Finding("后台任务", "ok", "后台进程正常")
    else:
        yield Finding("后台任务", "error", "本机的后台进程没有回应", "看 fenghuo dashboards worker 的日志")


def beat(settings: Settings) -> Iterator[Finding]:
    """Whether this machine's beat still keeps its file."""
    at = beat_written_at(settings)
    if at is not None and datetime.now(UTC) - at < timedelta(seconds=BEAT_SECONDS):
        yield Finding("定时任务", "ok", "定时进程正常")
    else:
        yield Finding("定时任务", "error", "定时进程不再记录", "看 fenghuo dashboards beat 的日志")


def pages(settings: Settings) -> Iterator[Finding]:
    """Whether the pages of health answer."""
    address = settings.here(settings.health_port)
    yield _answering("监控页", address, "/metrics", 10, "启动 fenghuo health serve，看它的日志")


def api(settings: Settings) -> Iterator[Finding]:
    """Whether the HTTP API answers, and the warehouse behind it."""
    remedy = "启动 fenghuo api serve，看它的日志；仓库也要能应答"
    yield _answering("接口", settings.api_here(), "/healthz", 10, remedy)


def _answering(part: str, address: str, page: str, seconds: float, remedy: str) -> Finding:
    try:
        httpx.get(f"{address}{page}", timeout=seconds, trust_env=False).raise_for_status()
    except httpx.HTTPError:
        return Finding(part, "error", f"{address} 没有回应", remedy)
    return Finding(part, "ok", f"{address} 正常")
