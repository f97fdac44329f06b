"""The seasons from which campaigns are proposed: `seasons.yaml`, and their days in a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_SEASONS: Final = Path(__file__).parent / "seasons.yaml"
AHEAD: Final = timedelta(days=30)
"""How long before its first day a season is proposed, so that there is time to prepare."""


@dataclass(frozen=True)
class Season:
    """A season in a certain year: its Beijing days, both inside, and what should be spoken of to whom."""

    season: str
    name: str
    first_day: date
    last_day: date
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    note: str


def seasons_near(day: date) -> list[Season]:
    """The seasons that a Beijing day lies in or that begin within AHEAD of it, the earliest first."""
    found = [season for year in (day.year - 1, day.year, day.year + 1) for season in seasons_of(year)]
    return [season for season in found if season.first_day - AHEAD <= day <= season.last_day]


def seasons_of(year: int) -> list[Season]:
    """The seasons that belong to a year, by their first day; those that move only where it is computed."""
    told = _told()
    found = [_season(entry, year, told["moving"]) for entry in told["seasons"]]
    return sorted((one for one in found if one is not None), key=lambda one: (one.first_day, one.season))


@cache
def _told() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load(_SEASONS.read_text(encoding="utf-8"))
    return told


def _season(entry: Mapping[str, Any], year: int, moving: Mapping[str, Sequence[date]]) -> Season | None:
    days = _moving_days(entry, year, moving) if "around" in entry else _fixed_days(entry, year)
    if days is None:
        return None
    return Season(
        season=entry["season"],
        name=entry["name"],
        first_day=days[0],
        last_day=days[1],
        topics=tuple(entry["topics"]),
        audiences=tuple(entry["audiences"]),
        note=entry["note"],
    )


def _moving_days(
    entry: Mapping[str, Any], year: int, moving: Mapping[str, Sequence[date]]
) -> tuple[date, date] | None:
    middle = next((day for day in moving[entry["around"]] if day.year == year), None)
    if middle is None:
        return None
    return middle + timedelta(days=entry["from"]), middle + timedelta(days=entry["to"])


def _fixed_days(entry: Mapping[str, Any], year: int) -> tuple[date, date]:
    first, last = (date.fromisoformat(f"{year}-{entry[name]}") for name in ("first", "last"))
    return first, last if last >= first else last.replace(year=year + 1)
