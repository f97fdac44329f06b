"""Keeps secrets out of logs and errors: texts that hold an address or a platform's words pass here."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final

_NAMED_SECRET: Final = re.compile(
    r"""((?:access|refresh)[_-]?token|client_secret|appsecret|secret)(["']?\s*[=:]\s*(?:b?["'])?)[^&\s"'<>,}\])]+""",
    re.IGNORECASE,
)
_FRAMEWORKS: Final = ("scrapy", "twisted", "aiohttp")
_ROBOTS: Final = "scrapy.downloadermiddlewares.robotstxt"


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with the values of secret parameters, and every one of `secrets`, replaced by `***`."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _NAMED_SECRET.sub(r"\1\2***", text)


def mask_framework_logs() -> None:
    """Let the frameworks' own log lines, which quote addresses, reach the root handlers only masked."""
    for name in _FRAMEWORKS:
        logger = logging.getLogger(name)
        if any(isinstance(handler, _MaskingHandler) for handler in logger.handlers):
            continue
        logger.addHandler(_MaskingHandler())
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    # Warns at every start that nothing sets a Referer, which is as we want it.
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)


class _MaskingHandler(logging.Handler):
    """Hands a record on to the root logger's handlers, masked, its traceback included."""

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{record.getMessage()}{_failure(record)}"
        masked = logging.LogRecord(
            record.name,
            record.levelno,
            record.pathname,
            record.lineno,
            mask(text),
            None,
            None,
            record.funcName,
        )
        logging.getLogger().handle(masked)


def _failure(record: logging.LogRecord) -> str:
    """What a line says of its exception: of a robots.txt that cannot be had the kind, else the traceback."""
    if not record.exc_info:
        return ""
    if record.name == _ROBOTS and record.exc_info[0]:
        return record.exc_info[0].__name__
    return f"\n{logging.Formatter().formatException(record.exc_info)}"
