"""Readers of the cells that people fill in: words of the roster and of the vocabulary, days, whole numbers.

Each takes a cell that is not empty, and raises CellError with
one sentence for staff: what is wrong, what to do.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from crawlers.exports.cells import Cell, CellError, figure_of, published_of, share_of, text_of
from crawlers.forms.form import Names, Reader
from hub.clock import beijing_day

_PARTED: Final = re.compile(r"[、,，;；/\n]+")
_LONGEST: Final = 2000
_YES: Final = {
    **dict.fromkeys(("是", "对", "1", "y", "true"), True),
    **dict.fromkeys(("否", "错", "0", "n", "false"), False),
}


def text(cell: Cell, _: Names) -> str:
    """Any words, on one line."""
    words = " ".join(text_of(cell).split())
    if len(words) > _LONGEST:
        raise CellError(f"有 {len(words)} 个字，最多 {_LONGEST} 个字，请缩短")
    return words


def day(cell: Cell, _: Names) -> date:
    """A Beijing day."""
    return beijing_day(moment(cell, _))


def moment(cell: Cell, _: Names) -> datetime:
    """An instant (UTC), written as Beijing time; a day alone is its midnight."""
    try:
        read = published_of(cell)
    except CellError as error:
        raise CellError(f"{error}，请写成 2026-01-31 或 2026-01-31 09:30") from None
    if read is None:
        raise CellError(f"“{text_of(cell)}”不是日期，请写成 2026-01-31 的样子")
    return read.at


def count(cell: Cell, _: Names) -> int | None:
    """A whole number from 0; None for a word that says it is not known."""
    read = figure_of(cell)
    if read is not None and read.precision == "lower_bound":
        raise CellError(f"“{text_of(cell)}”不是确切的数，请去掉“+”写实际数字，不知道就留空")
    return None if read is None else read.value


def share(cell: Cell, _: Names) -> float | None:
    """A share of 0 to 1, written as 0.34 or as 34%."""
    return share_of(cell, in_per_cent=False)


def weight(cell: Cell, _: Names) -> float:
    """A finite number above 0."""
    try:
        value = float(text_of(cell))
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise CellError(f"“{text_of(cell)}”不能作权重，请写大于 0 的数")
    return value


def year(cell: Cell, _: Names) -> int:
    """A year of this century."""
    written = text_of(cell).removesuffix("年")
    if not re.fullmatch(r"20[0-9]{2}", written):
        raise CellError(f"“{written}”不是年份，请写成 2021 的样子")
    return int(written)


def yes(cell: Cell, _: Names) -> bool | None:
    """是 or 否 (对 or 错, 1 or 0); None where there was no answer."""
    written = text_of(cell).lower()
    if written in ("-", "—", "未答", "不适用"):
        return None
    if written not in _YES:
        raise CellError(f"“{written}”应写“是”或“否”（答对写 1、答错写 0，没有回答留空）")
    return _YES[written]


def region(cell: Cell, names: Names) -> str:
    """A region's code, given by its code, its name, or its city's name and its own where names repeat."""
    written = re.sub(r"\s", "", text_of(cell))
    if written in names.regions:
        return written
    called = {code: one.name for code, one in names.regions.items()}
    found = [code for code, name in called.items() if name == written or _with_parent(code, names) == written]
    if len(found) == 1:
        return found[0]
    if found:
        listed = "、".join(f"{_with_parent(code, names)}（{code}）" for code in sorted(found))
        raise CellError(f"叫“{written}”的有几个：{listed}，请写代码或连市名一起写")
    raise CellError(f"台账里没有区划“{written}”{_near(written, called.values())}，请写区划名称或六位代码")


def topics(cell: Cell, names: Names) -> list[str]:
    """Codes of topics, given by name or code, parted by 、."""
    return _several(cell, names.topics, "主题")


def audiences(cell: Cell, names: Names) -> list[str]:
    """Codes of audiences, given by name or code, parted by 、."""
    return _several(cell, names.audiences, "受众")


def departments(cell: Cell, names: Names) -> list[str]:
    """Codes of departments, given by name or code, parted by 、."""
    return _several(cell, names.departments, "部门")


def topic(cell: Cell, names: Names) -> str:
    """One topic's code."""
    return _known(text_of(cell), names.topics, "主题")


def audience(cell: Cell, names: Names) -> str:
    """One audience's code."""
    return _known(text_of(cell), names.audiences, "受众")


def department(cell: Cell, names: Names) -> str:
    """One department's code."""
    return _known(text_of(cell), names.departments, "部门")


def one_of(words: Mapping[str, str], kind: str) -> Reader:
    """A reader of one of a few words, given by name or code."""

    def read(cell: Cell, _: Names) -> str:
        return _known(text_of(cell), words, kind)

    return read


def _several(cell: Cell, words: Mapping[str, str], kind: str) -> list[str]:
    parts = [part.strip() for part in _PARTED.split(text_of(cell)) if part.strip()]
    return list(dict.fromkeys(_known(part, words, kind) for part in parts))


def _known(written: str, words: Mapping[str, str], kind: str) -> str:
    if written in words:
        return written
    for code, name in words.items():
        if name == written:
            return code
    choices = f"{_near(written, words.values())}；可写：{'、'.join(words.values())}"
    raise CellError(f"没有{kind}“{written}”{choices}")


def _near(written: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(written, list(known), n=1, cutoff=0.5)
    return f"，是不是“{found[0]}”" if found else ""


def _with_parent(code: str, names: Names) -> str:
    own = names.regions[code]
    parent = names.regions.get(own.parent_code or "")
    return f"{parent.name if parent else ''}{own.name}"
