"""What accounts speak of, and when: the fire year, and each department's own business."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from demo.phrases import TOPICS

_USUAL: Final[dict[str, float]] = {"team": 0.8, "other": 0.5, "warning": 0.8, "rescue": 1.2}
_WINTER: Final = frozenset({11, 12, 1, 2, 3})
_IN_SEASON: Final[dict[str, tuple[frozenset[int], float]]] = {
    "heating": (_WINTER, 2.5),
    "fireworks": (frozenset({1, 2}), 3.0),
    "wildfire": (frozenset({3, 4, 5, 10, 11}), 2.5),
    "water_disaster": (frozenset({6, 7, 8}), 3.0),
    "ebike": (frozenset({6, 7, 8}), 1.5),
    "industry": (frozenset({6}), 2.5),
    "campaign": (frozenset({11}), 3.0),
    "crowded_venue": (frozenset({10, 5}), 1.5),
    "warning": (frozenset({1, 2, 3, 4, 10, 11}), 1.5),
}
_OUT_OF_SEASON: Final = 0.35
_STRICTLY_SEASONAL: Final = frozenset({"heating", "fireworks", "wildfire", "water_disaster"})
_OWN_BUSINESS: Final[dict[str, tuple[str, ...]]] = {
    "education": ("escape", "campaign", "water_disaster"),
    "meteorology": ("warning", "water_disaster"),
    "power": ("electrical", "ebike"),
    "emergency": ("industry", "enforcement", "water_disaster", "warning"),
    "forestry": ("wildfire", "warning"),
    "culture_tourism": ("crowded_venue", "campaign", "vehicle", "other"),
    "public_security": ("enforcement", "fireworks", "vehicle"),
}
_OWN_BUSINESS_FACTOR: Final = 6.0


def choose_topic(random: Random, day: date, department: str | None) -> str:
    """A topic code for a post of a day, likelier in its season and for the department concerned."""
    codes = list(TOPICS)
    return random.choices(codes, [_weight(code, day.month, department) for code in codes])[0]


def in_season(code: str, day: date) -> bool:
    """Whether a topic is of interest on a day; topics without a season always are."""
    months = _IN_SEASON[code][0] if code in _STRICTLY_SEASONAL else None
    return months is None or day.month in months


def _weight(code: str, month: int, department: str | None) -> float:
    weight = _USUAL.get(code, 1.0)
    if code in _IN_SEASON:
        months, factor = _IN_SEASON[code]
        weight *= factor if month in months else _OUT_OF_SEASON
    if department is not None and code in _OWN_BUSINESS.get(department, ()):
        weight *= _OWN_BUSINESS_FACTOR
    return weight
