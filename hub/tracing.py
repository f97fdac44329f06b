"""The trace: one id for what a visit or an import does, from there through the stream to the rows.

It stands in log lines (`trace=…`) and, beside a record and never in it, in the header `trace` of the record's
message. Whoever publishes reads it from the context, so that no call between has to hand it on.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from hub.records import MetricsSeen, PostSeen, Record

TRACE_HEADER: Final = "trace"

_TRACE: Final = re.compile(r"[0-9a-f]{16,32}\Z")
_current: ContextVar[str] = ContextVar("trace", default="")


def new_trace() -> str:
    """Sixteen random hexadecimal digits."""
    return secrets.token_hex(8)


@contextmanager
def traced(trace: str) -> Iterator[None]:
    """Whatever is published inside belongs to this trace."""
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)


def current_trace() -> str:
    """The trace of what is being done here; empty outside any."""
    return _current.get()


def names_of(record: Record) -> dict[str, str]:
    """What names a record in a log line: its account and, where it is about one, its post."""
    post = {"post": str(record.post_id)} if isinstance(record, PostSeen | MetricsSeen) else {}
    return {"account": record.account_id, **post}


def trace_of(headers: Mapping[str, str]) -> str:
    """The trace a message belongs to; empty without one, and for a header that others wrote otherwise."""
    trace = headers.get(TRACE_HEADER, "")
    return trace if _TRACE.match(trace) else ""
