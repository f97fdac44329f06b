"""What is compared when two posts are held together: cleaned text, n-grams, facts, an exact digest.

Steps and measures follow the literature on near-duplicates: resemblance (Jaccard) and containment of
n-grams of characters (Broder 1997). Three characters are packed into one integer without collisions.
"""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.normalise import normalise

Grams = NDArray[np.uint64]

_CODE_POINT: Final = np.uint64(21)
"""Bits."""
_URL: Final = re.compile(r"https?://[\w\-./?%&=~#+:@!$,;]+")
_HASHTAG: Final = re.compile(r"#[^#\s]{1,40}#|#[^#\s,。!?;、]{1,30}")
_HEADLINE: Final = 60
_LEAD: Final = re.compile(r"\s*【([^】\n]{4,40})】")
_MENTION: Final = re.compile(r"@[\w\-·]{1,30}")
_CREDIT_LINE: Final = re.compile(
    r"""
    (?: [(〔\[【]?\s*
        (?: 来源|稿源|转自|转载自?|转发自?|编辑|责编|责任编辑|审核|校对|监制|终审|初审|复审|编审
          | 供稿|通讯员|记者|图文|文图|摄影|文|图|素材|制作 )
        \s*[:|/].{0,40} )
    | (?: .{0,12}(?:扫码|二维码|点击关注|长按识别).{0,24} )
    """,
    re.VERBOSE,
)
_CREDIT_SIGNS: Final = (":", "|", "/", "扫码", "二维码", "点击关注", "长按识别")
"""A credit line has at least one of them."""
_WITH_MEANING: Final = (
    (0x3400, 0x9FFF),
    (0x20000, 0x3FFFF),
    (0x30, 0x39),
    (0x61, 0x7A),
    (0x600, 0x6FF),
    (0xF00, 0xFFF),
    (0x1800, 0x18AF),
)
"""First and last code points: Chinese, digits, Latin, Arabic, Tibetan, Mongolian."""
_LIST_NUMBER: Final = re.compile(r"(?m)(?:^|(?<=[\s;。,:]))[((]?\d{1,2}(?:[、))]|\.(?!\d))")
_CIRCLED: Final = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]|[0-9]\ufe0f?\u20e3")
# A platform that cuts a text may cut a number in two, so one at the very end says nothing.
_NUMBER: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*\s*$)")
_CHINESE_NUMBER: Final = re.compile(r"[零一二两三四五六七八九十百千万]+")
_EMERGENCY_NUMBERS: Final = frozenset({"110", "119", "120", "122", "12119", "12350", "96119"})
_PLACE: Final = re.compile(r"(?=([\u4e00-\u9fff]{2}(?:县|市|区|旗|镇|乡|街道|村)))")
_NO_PLACE: Final = re.compile(
    r".*(?:小区|社区|辖区|地区|城区|园区|景区|市区|校区|厂区|林区|山区|牧区|区域|片区|街区|全[县市区镇乡村]|各[县市区镇乡村旗]"
    r"|我[县市区镇乡村]|本[县市区镇乡村]|该[县市区镇乡村]|超市|城市|门市|上市|农村|乡镇|村镇|城乡|家乡|下乡|进村|区县|县市|市县|省市|个[县市区镇乡村])"
)
_DIGITS: Final = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}


def clean(text: str) -> str:
    """The text without what re-posters add or change: addresses, mentions, credit lines, marks and spaces."""
    return _meaningful(_bare(text))


def grams(cleaned: str, length: int) -> Grams:
    """The set of character n-grams of 1 to 3 characters, as sorted distinct integers."""
    points = np.frombuffer(cleaned.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(points) < length:
        return np.empty(0, dtype=np.uint64)
    packed = points[: len(points) - length + 1].copy()
    for position in range(1, length):
        packed <<= _CODE_POINT
        packed |= points[position : len(points) - length + 1 + position]
    packed.sort()
    distinct = np.empty(len(packed), dtype=np.bool_)
    distinct[0] = True
    np.not_equal(packed[1:], packed[:-1], out=distinct[1:])
    return packed[distinct]


def jaccard(one: Grams, other: Grams) -> float:
    """|A∩B| / |A∪B|; 0 where both are empty."""
    common = _common(one, other)
    union = len(one) + len(other) - common
    return common / union if union else 0.0


def containment(one: Grams, other: Grams) -> float:
    """|A∩B| / min(|A|, |B|); 0 where one is empty."""
    smaller = min(len(one), len(other))
    return _common(one, other) / smaller if smaller else 0.0


@dataclass(frozen=True)
class Facts:
    """What a notice of another county would have otherwise: numbers and places."""

    written_numbers: frozenset[str]
    all_numbers: frozenset[str]
    places: frozenset[str]

    def conflict(self, other: Facts) -> float:
        """Share of facts (0 to 1) each text has against the other, the smaller of both sides.

        A lead with facts of its own does not contradict the text it introduces, so both sides must differ.
        """
        return min(self._unshared(other), other._unshared(self))

    def shared_numbers(self, other: Facts) -> int:
        """How many numbers of two digits and more both texts have; single digits agree by chance."""
        mine, others = self.written_numbers & other.all_numbers, other.written_numbers & self.all_numbers
        return min(sum(len(number) > 1 for number in mine), sum(len(number) > 1 for number in others))

    def _unshared(self, other: Facts) -> float:
        mine = len(self.written_numbers) + len(self.places)
        if not mine:
            return 0.0
        return (len(self.written_numbers - other.all_numbers) + len(self.places - other.places)) / mine


@dataclass(frozen=True)
class Fingerprint:
    """A post made comparable. `title` and `text` are cleaned; costly parts are made when first asked for.

    A title is compared without its hashtags, which every account sets as it likes.
    """

    title: str
    text: str
    bare: str

    @classmethod
    def of(cls, title: str, text: str) -> Fingerprint:
        """The fingerprint of a post as it was gathered."""
        bare = _bare(text)
        return cls(_headline(title), _meaningful(bare), bare)

    @cached_property
    def digest(self) -> bytes:
        """Equal for equal cleaned texts."""
        return hashlib.blake2b(self.text.encode(), digest_size=16).digest()

    @cached_property
    def headline(self) -> str:
        """The cleaned title; of a post without one its 【lead】, else what it begins with (60 characters)."""
        lead = _LEAD.match(self.bare)
        return self.title or (clean(lead[1]) if lead else _headline(self.bare[:_HEADLINE]))

    @cached_property
    def grams2(self) -> Grams:
        return grams(self.text, 2)

    @cached_property
    def grams3(self) -> Grams:
        return grams(self.text, 3)

    @cached_property
    def facts(self) -> Facts:
        return facts(self.bare)


def facts(bare: str) -> Facts:
    """The facts of a text that went through normalisation."""
    written = {
        number for number in _NUMBER.findall(_LIST_NUMBER.sub("", bare)) if number not in _EMERGENCY_NUMBERS
    }
    spelled = {str(_value(found)) for found in _CHINESE_NUMBER.findall(bare)}
    places = {place for place in _PLACE.findall(bare) if not _NO_PLACE.match(place)}
    return Facts(frozenset(written), frozenset(written | spelled), frozenset(places))


def _meaningful(bare: str) -> str:
    """The characters of a normalised text that are no marks and spaces."""
    points = np.frombuffer(bare.encode("utf-32-le"), dtype=np.uint32)
    kept: bytes = points[_MEANING[points]].tobytes()
    return kept.decode("utf-32-le")


def _meaning() -> NDArray[np.bool_]:
    table = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    for first, last in _WITH_MEANING:
        table[first : last + 1] = True
    return table


_MEANING: Final = _meaning()
"""By code point."""


def _headline(text: str) -> str:
    if not text:
        return ""
    return clean(_HASHTAG.sub(" ", normalise(text).text)) or clean(text)


def _bare(text: str) -> str:
    text = normalise(_CIRCLED.sub(" ", text)).text
    if "http" in text:
        text = _URL.sub("", text)
    if "@" in text:
        text = _MENTION.sub("", text)
    return "\n".join(line for line in text.splitlines() if not _is_credit(line))


def _is_credit(line: str) -> bool:
    """Whether it is a credit line. To look for its signs first is several times as fast as the expression."""
    return any(sign in line for sign in _CREDIT_SIGNS) and bool(_CREDIT_LINE.fullmatch(line.strip()))


def _value(chinese: str) -> int:
    """The number a run of Chinese numerals up to 万 stands for (四十五 is 45)."""
    total, section, digit = 0, 0, 0
    for character in chinese:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "万":
            total, section, digit = total + (section + digit or 1) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _UNITS[character], 0
    return total + section + digit


def _common(one: Grams, other: Grams) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))
