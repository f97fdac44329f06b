"""Logging: one set-up for every process, readable (`pretty`) or one JSON object a line (`json`)."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_OURS = ("alerts", "api", "cli", "crawlers", "dashboards", "demo", "hub", "nlp", "streams", "warehouse")
"""The packages that speak at `debug`; libraries then stay at `info`."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure_logging(log_format: str = "pretty", level: int = logging.INFO) -> None:
    """Send logs to standard error. Values given as `extra={…}` (account, post, trace, …) are part of the
    line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if log_format == "json" else _PrettyFormatter())
    logging.basicConfig(level=max(level, logging.INFO), handlers=[handler], force=True)
    for room in _OURS:
        logging.getLogger(room).setLevel(level if level < logging.INFO else logging.NOTSET)
    for noisy in ("kafka", "httpx", "httpcore", "asyncio", "jieba", "mcp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Their warnings repeat, without our words, what the warehouse client raises or tries again.
    for repeating in ("clickhouse_connect", "urllib3"):
        logging.getLogger(repeating).setLevel(logging.ERROR)


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


class _PrettyFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        extras = "".join(f" {name}={value}" for name, value in _extras(record).items())
        line = f"{at} {record.levelname.lower():7} {record.name}: {record.getMessage()}{extras}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
