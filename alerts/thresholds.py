"""Thresholds as data: the numbers of the rules by jurisdiction, platform and kind of account.

`thresholds.csv` beside this file holds the defaults, one number a line. A deployment names a file of its
own with FENGHUO_THRESHOLDS, with only the lines that differ. Of the lines that fit an account the most
specific counts: a nearer region before a farther one, then a platform, then a kind; at a tie the
deployment's own, then the later one.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, get_type_hints

from alerts.rules import DEFAULT_RULES, Rules
from hub.errors import ConfigError
from hub.platforms import KINDS, PLATFORMS
from hub.roster_file import Mistake, Row, read_rows

DEFAULTS: Final = Path(__file__).parent / "thresholds.csv"
COLUMNS: Final = ("threshold", "jurisdiction", "platform", "kind", "value")

_TYPES: Final = {name: kind for name, kind in get_type_hints(Rules).items() if kind in (int, float)}
_SHARES: Final = frozenset(name for name in _TYPES if name.endswith("_share"))
_HOPELESS: Final = -1
_ASCENDING: Final = (
    ("veto_notice_days", "veto_warn_days", "veto_urgent_days", "veto_days", "dormant_days"),
    ("volume_share", "volume_back_share"),
    ("reach_share", "reach_back_share"),
    ("original_back_share", "original_share"),
)


@dataclass(frozen=True)
class Threshold:
    """One line: a number and whom it is for. An empty word stands for all."""

    name: str
    value: float
    jurisdiction: str = ""
    platform: str = ""
    kind: str = ""

    def fit(self, regions: Sequence[str], platform: str, kind: str) -> tuple[int, bool, bool] | None:
        """How specific the line is for an account, None where it isn't for it; `regions`: the nearest
        first."""
        if (self.platform and self.platform != platform) or (self.kind and self.kind != kind):
            return None
        if self.jurisdiction and self.jurisdiction not in regions:
            return None
        nearness = len(regions) - regions.index(self.jurisdiction) if self.jurisdiction else 0
        return nearness, bool(self.platform), bool(self.kind)


class Thresholds:
    """All lines, answered as the rules of one account. `parents` leads from a region to the one above it."""

    def __init__(self, lines: Sequence[Threshold] = (), parents: Mapping[str, str] | None = None) -> None:
        self._lines = lines
        self._parents = parents or {}
        self._known: dict[tuple[str, str, str], Rules] = {}

    def rules(self, region_code: str = "", platform: str = "", kind: str = "") -> Rules:
        """The numbers for an account of a region, a platform and a kind."""
        key = (region_code, platform, kind)
        if key not in self._known:
            self._known[key] = self._resolve(*key)
        return self._known[key]

    def under(self, parents: Mapping[str, str]) -> Thresholds:
        """The same lines, with regions that know who is above them."""
        return Thresholds(self._lines, parents)

    def _resolve(self, region_code: str, platform: str, kind: str) -> Rules:
        if not self._lines:
            return DEFAULT_RULES
        regions = self._upwards(region_code)
        best: dict[str, tuple[tuple[int, bool, bool], float]] = {}
        for line in self._lines:
            fit = line.fit(regions, platform, kind)
            if fit is not None and fit >= best.get(line.name, ((_HOPELESS, False, False), 0.0))[0]:
                best[line.name] = (fit, line.value)
        values = {name: _TYPES[name](value) for name, (_, value) in best.items()}
        return dataclasses.replace(DEFAULT_RULES, **values)

    def _upwards(self, region_code: str) -> list[str]:
        regions: list[str] = []
        while region_code and region_code not in regions:
            regions.append(region_code)
            region_code = self._parents.get(region_code, "")
        return regions


@cache
def default_thresholds() -> Thresholds:
    """The thresholds the hub comes with."""
    return load_thresholds(None)


def load_thresholds(own: Path | None) -> Thresholds:
    """The defaults, with a deployment's own file over them.

    Raises ConfigError with the file's first mistake and the number of the others.
    """
    mistakes: list[Mistake] = []
    lines = _read(DEFAULTS, mistakes) + (_read(own, mistakes) if own else [])
    if mistakes:
        more = f"（另有 {len(mistakes) - 1} 处。）" if len(mistakes) > 1 else ""
        raise ConfigError(f"预警阈值有误：{mistakes[0]}{more}")
    return Thresholds(lines)


def check_thresholds(own: Path) -> list[Mistake]:
    """Every mistake of a deployment's own file, by line; empty where it can be used."""
    mistakes: list[Mistake] = []
    _read(own, mistakes)
    return mistakes


def _read(path: Path, mistakes: list[Mistake]) -> list[Threshold]:
    rows = list(read_rows(path, COLUMNS, mistakes))
    lines = [_threshold(row) for row in rows]
    if not mistakes:
        _check_order(path, lines, mistakes)
    return lines


def _threshold(row: Row) -> Threshold:
    name = row.choice("threshold", tuple(_TYPES))
    platform, kind = row.raw("platform"), row.raw("kind")
    return Threshold(
        name=name,
        value=_value(row, name) if name else 0.0,
        jurisdiction=row.raw("jurisdiction"),
        platform=row.choice("platform", PLATFORMS) if platform else "",
        kind=row.choice("kind", KINDS) if kind else "",
    )


def _value(row: Row, name: str) -> float:
    text = row.text("value")
    try:
        value = float(text)
    except ValueError:
        row.note("value", f"“{text}”不是数字，请写半角数字。")
        return 0.0
    if not math.isfinite(value) or value <= 0:
        row.note("value", f"“{text}”应大于 0。")
    elif name in _SHARES and value > 1:
        row.note("value", f"“{text}”是比例，应在 0 到 1 之间，例如 0.25。")
    elif _TYPES[name] is int and value != int(value):
        row.note("value", f"“{text}”应为整数。")
    return value


def _check_order(path: Path, lines: Sequence[Threshold], mistakes: list[Mistake]) -> None:
    """Stages must follow each other; looked at for the lines that are for the same accounts."""
    for scope in dict.fromkeys((line.jurisdiction, line.platform, line.kind) for line in lines):
        values = dataclasses.asdict(DEFAULT_RULES)
        for line in lines:
            if (line.jurisdiction, line.platform, line.kind) in (scope, ("", "", "")):
                values[line.name] = line.value
        for names in _ASCENDING:
            for lower, upper in pairwise(names):
                if values[lower] >= values[upper]:
                    sentence = f"{lower}（{values[lower]:g}）应小于 {upper}（{values[upper]:g}）。"
                    mistakes.append(Mistake(path.name, 0, "value", sentence))


def parents_of(regions: Mapping[str, str | None]) -> dict[str, str]:
    """From region to region above it, without those that have none."""
    return {code: parent for code, parent in regions.items() if parent}
