"""From bytes to text, as Chinese sites send it: declarations that lie, GBK in three names, damaged bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

META_WINDOW: Final = 4096
"""Bytes at the start of a page in which a declaration of the encoding is looked for."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_GB_FAMILY: Final = frozenset({"gb2312", "gbk", "gb18030"})
_SAY_NOTHING: Final = frozenset({"iso8859-1", "cp1252", "ascii"})
"""Labels that a server sends by default: they decode any bytes, so they prove nothing."""
_LATIN_READING: Final = re.compile("(?:[à-ï][\u0080-¿]{2}){2}|(?:[Â-ß][\u0080-¿]){2}|Ã[\u0080-¿]|ï¿½")


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding that gave it, and whether characters were lost or doubtful on the way."""

    text: str
    encoding: str
    flagged: bool


def decode(data: bytes, http_charset: str | None = None) -> Decoded:
    """Text from bytes: BOM, UTF-8, the declared label (HTTP, then the page's own), GB 18030, then replace.

    UTF-8 goes before the label because labels lie, and no other encoding passes for UTF-8 at length. Bytes
    that are UTF-8 but for a few damaged ones count as UTF-8, flagged. Never raises.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _replacing(data, encoding)
    return (
        _strict(data, "utf-8") or _damaged_utf8(data) or _by_label(data, http_charset) or _last_resort(data)
    )


def mojibake(text: str) -> str | None:
    """Why a text looks like one read in the wrong encoding, as a sentence; None where it looks sound."""
    if "锟斤拷" in text:
        return "The text holds 锟斤拷: replacement characters read as GBK, its words are lost."
    if "\ufffd" in text:
        return "The text holds replacement characters: bytes were lost before or while decoding."
    if _LATIN_READING.search(text):
        return "The text looks like UTF-8 read as Latin-1."
    return None


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding, flagged=False)
    except (UnicodeError, LookupError):
        return None


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding.removesuffix("-sig"), flagged="\ufffd" in text)


def _damaged_utf8(data: bytes) -> Decoded | None:
    found = _replacing(data, "utf-8")
    lost = found.text.count("\ufffd")
    kept = sum(1 for char in found.text if char > "\x7f") - lost
    return found if lost * 100 <= kept else None


def _by_label(data: bytes, http_charset: str | None) -> Decoded | None:
    for label in (http_charset, _page_label(data)):
        encoding = _codec(label)
        found = _strict(data, encoding) if encoding else None
        if found:
            return found
    return None


def _page_label(data: bytes) -> str | None:
    match = _DECLARED.search(data[:META_WINDOW])
    return match.group(1).decode("ascii") if match else None


def _codec(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip(" \"'")).name
    except (LookupError, ValueError):
        return None
    if name in _SAY_NOTHING:
        return None
    return "gb18030" if name in _GB_FAMILY else name


def _last_resort(data: bytes) -> Decoded:
    found = _strict(data, "gb18030")
    if found:
        return found
    utf8, gb = _replacing(data, "utf-8"), _replacing(data, "gb18030")
    return gb if gb.text.count("\ufffd") < utf8.text.count("\ufffd") else utf8
