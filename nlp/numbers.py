"""The numbers a text states, in Arabic or Chinese numerals, as comparable values: 八十方 and 80方 agree.

For telling facts apart, not for arithmetic: dates are one value ("3-18"), times of day two (17:38 is 17 and
38), list numbering and emergency numbers none.
"""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
_GREAT_UNITS: Final = {"万": 10_000, "亿": 100_000_000}
_ALL_UNITS: Final = {**_UNITS, **_GREAT_UNITS}
_MEASURES: Final = (
    "个名位人户家台辆架艘匹头只条块张把根座栋幢层楼间处所起次遍回趟桶件份套米公里厘分秒天日年月周岁元度级号期"
    "批组队支部亩吨斤克升瓦伏安小点时钟场项类步排对双瓶罐盏本册封篇句声口棵株扇道面顶片届代页集门锅村县镇十"
)
"""Characters that, after a single Chinese numeral, make it a count: 三台 is one, 一定 and 三角 are none."""
_NO_COUNTS: Final = frozenset({"一", "两", "十", "百", "千", "万", "百万", "千万", "一一", "万一"})
_EMERGENCY: Final = frozenset({"110", "119", "120", "122", "12119", "12345", "12350", "96119"})
_LIST_NUMBER: Final = re.compile(
    r"(?m)(?:^|(?<=[\s;。,:]))[((]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[、))]|\.(?!\d))"
)
_NUMBER: Final = re.compile(
    rf"""
      (?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]
    | (?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?!\d)
    | (?P<arabic>\d+(?:\.\d+)?)(?P<unit>[百千万亿]?)
    | (?P<chinese>[〇零一二两三四五六七八九十百千万亿]+)(?P<measure>[多余几]?[{_MEASURES}])?
    """,
    re.VERBOSE,
)
Numbers = dict[str, float]
"""Each value with its weight: 1, or 0.5 for single digits, which agree by chance."""


def numbers(text: str) -> Numbers:
    """The numbers of a normalised text (see nlp.normalise), each once."""
    found: Numbers = {}
    for match in _NUMBER.finditer(_LIST_NUMBER.sub(" ", text)):
        for value, weight in _values(match):
            found[value] = max(weight, found.get(value, 0.0))
    return found


def value_of(numerals: str) -> int:
    """The number that Chinese numerals stand for: 三百一十二 is 312, 一万二 is 12,000, 二〇二六 is 2026."""
    if len(numerals) > 1 and _DIGITS.keys() >= set(numerals):
        return int("".join(str(_DIGITS[numeral]) for numeral in numerals))
    total = section = digit = 0
    unit = 1
    for character in numerals:
        if character in _DIGITS:
            digit = _DIGITS[character]
            unit = 1 if character in "零〇" else unit
        elif character in _GREAT_UNITS:
            unit = _GREAT_UNITS[character]
            total, section, digit = total + (section + digit or 1) * unit, 0, 0
        else:
            unit = _UNITS[character]
            section, digit = section + (digit or 1) * unit, 0
    colloquial = unit // 10 if unit >= 100 and numerals[-1] in _DIGITS else 1
    return total + section + digit * colloquial


def _values(match: re.Match[str]) -> tuple[tuple[str, float], ...]:
    if match["month"]:
        return ((f"{int(match['month'])}-{int(match['day'])}", 1.0),)
    if match["hour"]:
        return (str(int(match["hour"])), 0.5), (str(int(match["minute"])), 1.0)
    return _arabic(match) if match["arabic"] else _chinese(match)


def _arabic(match: re.Match[str]) -> tuple[tuple[str, float], ...]:
    written, unit = match["arabic"], match["unit"]
    if written in _EMERGENCY:
        return ()
    value = float(written) * _ALL_UNITS.get(unit, 1)
    return ((f"{value:.15g}", 0.5 if len(written) == 1 and not unit else 1.0),)


def _chinese(match: re.Match[str]) -> tuple[tuple[str, float], ...]:
    numerals = match["chinese"]
    if numerals in _NO_COUNTS or (len(numerals) == 1 and not match["measure"]):
        return ()
    return ((str(value_of(numerals)), 0.5 if len(numerals) == 1 else 1.0),)
