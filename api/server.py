"""Serving the HTTP interface in a process of its own."""

from __future__ import annotations

import uvicorn

from api.access import Access
from api.door import build_app
from hub.settings import Settings


def serve(settings: Settings) -> None:
    """Answer on FENGHUO_API_LISTEN until stopped."""
    uvicorn.run(
        build_app(Access(settings)),
        host=settings.api_listen,
        port=settings.api_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.api_query_seconds,
    )
