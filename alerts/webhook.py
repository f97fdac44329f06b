"""A letter to a webhook: JSON by POST, signed where a key is given.

The signature is the hexadecimal HMAC-SHA256, with the key, of the text of `X-Fenghuo-Timestamp` (seconds
since 1970) followed by the body's bytes; it travels as `X-Fenghuo-Signature: sha256=…`. A receiver
recomputes it, refuses old timestamps, and knows a letter that comes twice by its `Idempotency-Key`.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Final

import httpx
from pydantic import SecretStr

from alerts.answers import Answer
from alerts.messages import Letter

TIMEOUT: Final = 10.0
"""Seconds for one attempt to connect, write or read."""


def post(address: SecretStr, letter: Letter, key: SecretStr | None) -> Answer:
    """What the webhook says. Nothing of the answer's body, and nothing of the address, is repeated."""
    body = letter.document.encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": letter.key}
    if key is not None:
        headers |= _signed(body, key, str(int(time.time())))
    try:
        with httpx.stream(
            "POST", address.get_secret_value(), content=body, headers=headers, timeout=TIMEOUT
        ) as response:
            status = response.status_code
    except httpx.UnsupportedProtocol:
        return Answer(False, "地址不是 http(s) 地址")
    except httpx.InvalidURL:
        return Answer(False, "地址写法不对")
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        return Answer(False, f"网络不通（{type(error).__name__}）", passing=True)
    except httpx.TransportError as error:
        return Answer(False, f"没有等到回音（{type(error).__name__}）", passing=True, unsure=True)
    if 200 <= status < 300:
        return Answer(True, f"HTTP {status}")
    return Answer(False, f"HTTP {status}", passing=status in (408, 425, 429) or status >= 500)


def _signed(body: bytes, key: SecretStr, timestamp: str) -> dict[str, str]:
    digest = hmac.new(key.get_secret_value().encode(), timestamp.encode() + body, hashlib.sha256).hexdigest()
    return {"X-Fenghuo-Timestamp": timestamp, "X-Fenghuo-Signature": f"sha256={digest}"}
