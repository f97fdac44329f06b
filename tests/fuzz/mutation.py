"""How a good input becomes a bad one: bytes changed, moved, repeated and cut; values of JSON replaced."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

TOKENS: Final = [
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe4\xb8", b"\xa1\xa1", b"\r\n", b"\x1b$B"),
    *(
        b"<",
        b"</",
        b">",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"<script>",
        b"&#x110000;",
        b"&lt",
        b"<!ENTITY a '&a;&a;'>",
    ),
    *(
        b'"',
        b"'",
        b"\\",
        b"`",
        b";",
        b"--",
        b"/*",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"null",
        b"NaN",
        b"1e999",
    ),
    *(
        b"2026-02-30",
        b"0000-00-00",
        b"9999-12-31T24:00:60+99:99",
        b"-9223372036854775809",
        b"1.2\xe4\xb8\x87",
    ),
    *("10万+".encode(), "昨天 25:61".encode(), "３小时前".encode(), "１２３".encode(), "\u202e".encode()),
]
NONSENSE: Final[Sequence[Any]] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        2**53 + 1,
        2**64,
        -(2**70),
        1e308,
        1.5,
        "",
        "-1",
        "10万+",
        "1.2万",
        "x" * 5000,
    ),
    *(
        [],
        {},
        [[]],
        [None],
        {"list": None},
        "\x00",
        "\ud7ff\u202e",
        "9999-99-99",
        "2026-01-01T00:00:00+99:00",
    ),
]


def changed_bytes(good: bytes, chance: random.Random) -> bytes:
    """The input after one to eight changes; at most about twice as long."""
    data = bytearray(good)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 8))):
        chance.choice(_CHANGES)(data, chance)
    return bytes(data[: 2 * len(good) + 1000])


def changed_json(good: bytes, chance: random.Random) -> bytes:
    """The JSON text with some values, wherever they are, missing, doubled or replaced by nonsense."""
    tree = json.loads(good)
    for _ in range(chance.choice((1, 1, 2, 3))):
        tree = _changed_tree(tree, chance)
    return json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _changed_tree(tree: Any, chance: random.Random) -> Any:
    changed = copy.deepcopy(tree)
    holder = changed
    while isinstance(holder, (dict, list)) and holder:
        key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        inner = holder[key]
        if isinstance(inner, (dict, list)) and inner and chance.random() < 0.7:
            holder = inner
            continue
        if chance.random() < 0.25:
            del holder[key]
        else:
            holder[key] = chance.choice(NONSENSE)
        return changed
    return chance.choice(NONSENSE)


def _flip(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.choice(TOKENS)


def _remove(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    del data[at : at + chance.choice((1, 2, 16, 256))]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    piece = data[at : at + chance.choice((1, 8, 64))]
    data[at:at] = piece * chance.choice((2, 10, 100))


def _move(data: bytearray, chance: random.Random) -> None:
    start, end = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
    piece = data[start : min(end, start + 512)]
    del data[start : start + len(piece)]
    at = chance.randint(0, len(data))
    data[at:at] = piece


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randint(0, len(data)) :]


_CHANGES: Final[Sequence[Callable[[bytearray, random.Random], None]]] = (
    *(_flip, _flip, _insert, _insert, _insert, _remove, _repeat, _move),
    _cut,
)
