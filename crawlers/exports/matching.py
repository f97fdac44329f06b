"""Which known post a row of an export is about: by id, else by time and title.

Some sheets hold no id, or one that Excel has ruined. A row then belongs to the post of that time; where the
sheet tells the second, the title may have been edited since; where it tells only the day, the title decides.
What fits several posts, or none, is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from crawlers.exports.rows import ExportRow
from hub.clock import beijing_day
from hub.records import PublishedPrecision

ENOUGH: Final = 8
"""Characters of a title that a sheet may cut off behind."""

_NOT_WORDS: Final = re.compile(r"[\W_]+")
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class KnownPost:
    """A post the hub knows. `title` or `text` is what its platform shows as its name."""

    post_id: str
    published_at: datetime
    precision: PublishedPrecision
    title: str
    text: str
    url: str


class Verdict(Enum):
    """What became of a row."""

    BY_ID = auto()
    BY_TIME = auto()
    UNKNOWN = auto()
    """No post known fits."""
    SEVERAL = auto()
    """More than one fits equally."""


@dataclass(frozen=True)
class Match:
    """The post a row is about; None unless the verdict says BY_…"""

    verdict: Verdict
    post: KnownPost | None = None


@dataclass
class Matcher:
    """Matches the rows of one account against its known posts."""

    known: Iterable[KnownPost]
    _by_id: dict[str, KnownPost] = field(init=False)
    _by_day: dict[object, list[KnownPost]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_id, self._by_day = {}, defaultdict(list)
        for post in self.known:
            self._by_id[post.post_id] = post
            self._by_day[beijing_day(post.published_at)].append(post)

    def match(self, row: ExportRow, post_id: str | None) -> Match:
        """The post of a row; `post_id` is what its own id makes, where it has a sound one."""
        if post_id is not None and post_id in self._by_id:
            return Match(Verdict.BY_ID, self._by_id[post_id])
        same_day = self._by_day[beijing_day(row.published.at)]
        linked = [post for post in same_day if _is_linked(row, post)]
        if len(linked) == 1:
            return Match(Verdict.BY_ID, linked[0])
        return _by_time(row, [post for post in same_day if _agrees(row, post)])


def _by_time(row: ExportRow, candidates: Sequence[KnownPost]) -> Match:
    titled = [post for post in candidates if same_title(row.title or row.text, post.title or post.text)]
    if len(titled) == 1:
        return Match(Verdict.BY_TIME, titled[0])
    if len(titled) > 1:
        return Match(Verdict.SEVERAL)
    to_the_second = [post for post in candidates if row.published.precision == post.precision == "second"]
    if len(to_the_second) == 1:
        return Match(Verdict.BY_TIME, to_the_second[0])
    return Match(Verdict.SEVERAL if to_the_second else Verdict.UNKNOWN)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same words, one of them perhaps cut off. An empty one is no title."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    return bool(shorter) and (shorter == longer or (len(shorter) >= ENOUGH and longer.startswith(shorter)))


def _agrees(row: ExportRow, post: KnownPost) -> bool:
    """Whether the times are one, as exactly as both are known."""
    precisions = {row.published.precision, post.precision}
    apart = abs(row.published.at - post.published_at)
    if "day" in precisions:
        return True  # of the same Beijing day they are
    return apart < _MINUTE if "minute" in precisions else apart < timedelta(seconds=1)


def _is_linked(row: ExportRow, post: KnownPost) -> bool:
    """Whether a row's id or address stands in the post's address: some interfaces use another id."""
    native = row.native_id
    if native is not None and not native.is_ruined and len(native.value) >= ENOUGH:
        return native.value in post.url
    return bool(row.url) and row.url == post.url


def _words(title: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", title).casefold())
