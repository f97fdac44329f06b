"""How Bilibili's open platform wants a request signed: six headers, and an HMAC over them.

The headers `x-bili-…`, sorted, one `name:value` a line, are signed with HMAC-SHA256 by the app's secret; the
signature stands in `Authorization`, in hexadecimal. Source: the platform's documentation, signature 2.0.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import datetime


def signature_headers(client_id: str, client_secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that sign a request with this body; the digest of an empty body counts too.

    `now` goes into the request in whole seconds; the platform refuses a clock that is far off.
    """
    signed = {
        "x-bili-accesskeyid": client_id,
        "x-bili-content-md5": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "x-bili-signature-method": "HMAC-SHA256",
        "x-bili-signature-nonce": uuid.uuid4().hex,
        "x-bili-signature-version": "2.0",
        "x-bili-timestamp": str(int(now.timestamp())),
    }
    return {**signed, "Authorization": sign(signed, client_secret)}


def sign(signed: dict[str, str], client_secret: str) -> str:
    """The signature of the headers named `x-bili-…`."""
    lines = "\n".join(f"{name}:{value}" for name, value in sorted(signed.items()))
    return hmac.new(client_secret.encode(), lines.encode(), hashlib.sha256).hexdigest()
