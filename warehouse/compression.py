"""Request bodies as ClickHouse's clients compress them: lz4 frames, zstd, gzip, deflate."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Final

import lz4.frame  # type: ignore[import-untyped]
from backports import zstd


class UnknownEncoding(ValueError):
    """A body that cannot be decompressed: an encoding we do not offer, damaged bytes, or too long."""


def decompress(body: bytes, encoding: str, limit: int) -> bytes:
    """`body` without its Content-Encoding, at most `limit` bytes long. Raises UnknownEncoding."""
    if encoding in ("", "identity"):
        return body
    if encoding not in _DECOMPRESSORS:
        raise UnknownEncoding(
            f"Content-Encoding {encoding} is not supported; use one of {', '.join(_DECOMPRESSORS)}."
        )
    try:
        return _frames(body, _DECOMPRESSORS[encoding], limit)
    except (RuntimeError, EOFError, zlib.error, zstd.ZstdError) as error:
        raise UnknownEncoding(f"The body is no {encoding}: {error}.") from None


def _frames(body: bytes, opened: Callable[[], Any], limit: int) -> bytes:
    plain = bytearray()
    while body:
        frame = opened()
        plain += frame.decompress(body, limit + 1 - len(plain))
        if len(plain) > limit:
            raise UnknownEncoding(
                f"The body is longer than {limit} bytes once decompressed; send it in parts."
            )
        if not frame.eof:
            raise UnknownEncoding("The compressed body ends too early.")
        body = frame.unused_data
    return bytes(plain)


_DECOMPRESSORS: Final[dict[str, Callable[[], Any]]] = {
    "lz4": lz4.frame.LZ4FrameDecompressor,
    "zstd": zstd.ZstdDecompressor,
    "gzip": lambda: zlib.decompressobj(wbits=31),
    "deflate": zlib.decompressobj,
}
