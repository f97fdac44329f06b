"""A message to a webhook: JSON by POST, with a time-out and a few attempts. Its address is never logged."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx
from pydantic import SecretStr

logger = logging.getLogger(__name__)

TIMEOUT: Final = 10.0
"""Seconds for one attempt to connect, write or read."""
ATTEMPTS: Final = 4
FIRST_PAUSE: Final = 0.5
"""Seconds before the second attempt; doubles, with jitter."""


def post(address: SecretStr, message: Mapping[str, object], key: str) -> bool:
    """Whether the webhook took the message. Passing failures are tried again, refusals are not."""
    headers = {"Idempotency-Key": key}
    pause = FIRST_PAUSE
    with httpx.Client(timeout=TIMEOUT) as client:
        failure = _attempt(client, address, message, headers)
        for _ in range(ATTEMPTS - 1):
            if failure is None or not failure.passing:
                break
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause *= 2
            failure = _attempt(client, address, message, headers)
    if failure is not None:
        logger.warning("The webhook did not take the alerts (%s); check FENGHUO_WEBHOOK.", failure.reason)
    return failure is None


@dataclass(frozen=True)
class _Failure:
    """Why an attempt failed, in words without the address; `passing` if another one may succeed."""

    reason: str
    passing: bool


def _attempt(
    client: httpx.Client, address: SecretStr, message: Mapping[str, object], headers: Mapping[str, str]
) -> _Failure | None:
    try:
        status = client.post(address.get_secret_value(), json=message, headers=headers).status_code
    except httpx.TransportError as error:
        return _Failure(type(error).__name__, passing=not isinstance(error, httpx.UnsupportedProtocol))
    except httpx.InvalidURL:
        return _Failure("its address is no URL", passing=False)
    if 200 <= status < 300:
        return None
    return _Failure(f"HTTP {status}", passing=status in (408, 425, 429) or status >= 500)
