"""The matcher of version 1, kept as a baseline: thresholds on containment; conflicting facts rule out."""

from __future__ import annotations

import re
from typing import Final

from nlp.fingerprints import Fingerprint, containment, shingles
from nlp.numbers import value_of

_LIST_NUMBER: Final = re.compile(r"(?m)(?:^|(?<=[\s;。,:]))[((]?\d{1,2}(?:[、))]|\.(?!\d))")
_NUMBER: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*\s*$)")
_CHINESE_NUMBER: Final = re.compile(r"[零一二两三四五六七八九十百千万]+")
_EMERGENCY: Final = frozenset({"110", "119", "120", "122", "12119", "12350", "96119"})


def alike(one: Fingerprint, other: Fingerprint) -> float:
    """1 where version 1 called the texts the same, else 0."""
    shorter = min(len(one.text), len(other.text))
    if shorter < 20:
        return 0.0
    if one.text == other.text:
        return 1.0
    return float(_short(one, other) if shorter < 80 else _long(one, other))


def _long(one: Fingerprint, other: Fingerprint) -> bool:
    mine, others = shingles(one.text, 3), shingles(other.text, 3)
    c3, conflict = containment(mine, others), _conflict(one, other)
    if c3 < 0.28 or conflict >= 0.30:
        return False
    near = c3 >= 0.5 and _resemblance(mine, others) >= 0.25
    return c3 >= 0.85 or near or (conflict <= 0.12 and _shared(one, other) >= 2)


def _short(one: Fingerprint, other: Fingerprint) -> bool:
    c2, conflict = containment(one.pairs, other.pairs), _conflict(one, other)
    if c2 < 0.60 or conflict >= 0.30:
        return False
    shorter, longer = sorted((len(one.text), len(other.text)))
    rewritten = c2 >= 0.80 and _resemblance(one.pairs, other.pairs) >= 0.60
    return (
        c2 >= 0.92 or rewritten or (longer >= 2 * shorter and conflict <= 0.12 and _shared(one, other) >= 2)
    )


def _resemblance(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _conflict(one: Fingerprint, other: Fingerprint) -> float:
    return min(_unshared(one, other), _unshared(other, one))


def _unshared(one: Fingerprint, other: Fingerprint) -> float:
    facts = len(_written(one)) + len(one.facts.places)
    against = len(_written(one) - _all(other)) + len(one.facts.places - other.facts.places)
    return against / facts if facts else 0.0


def _shared(one: Fingerprint, other: Fingerprint) -> int:
    mine, others = _written(one) & _all(other), _written(other) & _all(one)
    return min(sum(len(number) > 1 for number in side) for side in (mine, others))


def _written(post: Fingerprint) -> set[str]:
    return {found for found in _NUMBER.findall(_LIST_NUMBER.sub("", post.bare)) if found not in _EMERGENCY}


def _all(post: Fingerprint) -> set[str]:
    return _written(post) | {str(value_of(found)) for found in _CHINESE_NUMBER.findall(post.bare)}
