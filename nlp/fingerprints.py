"""What is compared when two posts are held together: cleaned text, its shingles, numbers, places and people.

Shingles and their containment are those of the literature on near-duplicates (Broder 1997).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.normalise import normalise, normalise_all
from nlp.numbers import Numbers, numbers
from nlp.rarity import built_in
from nlp.string_index import points_of

RUN: Final = 6
_TOGETHER: Final = 128
"""Posts whose fingerprints are made together."""
_SENTENCE_END: Final = re.compile(r"[。!?;\n】]")
_CUT_OFF: Final = re.compile(r"[\d.:]+\s*$")
"""A platform that cuts a text may cut a number in two, so one at the very end says nothing."""
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
_CIRCLED: Final = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]|[0-9]\ufe0f?\u20e3")
_CIRCLE: Final = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u20e3]")
_PLACE: Final = re.compile(r"(?<=([\u4e00-\u9fff]{2}))(?:县|市|区|旗|镇|乡|街道|村)")
_FAMILY_NAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜"
    "崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙贺顾毛郝龚邵万钱严覃武莫孔汤褚俞柯常康施牛洪"
)
_PERSON: Final = re.compile(
    f"[{_FAMILY_NAMES}](?:某某?|阿姨|大爷|大妈|大叔|大娘|大姐|大哥|大嫂|奶奶|爷爷|老汉|师傅|女士|先生|婶|嫂)"
)
"""A person as the news names one: a family name and a form of address, or 某."""
_PARTICLES: Final = frozenset(
    "的了和与及或等在为到从向对给被让由把将就是有于至并也都均各每该本我全个这那一二两三四五六七八九十"
)
"""Characters a rewriter exchanges for others, and which begin no name of a place."""
_NO_PLACE: Final = re.compile(
    r".*(?:小区|社区|辖区|地区|城区|园区|景区|市区|校区|厂区|林区|山区|牧区|区域|片区|街区|全[县市区镇乡村]|各[县市区镇乡村旗]"
    r"|我[县市区镇乡村]|本[县市区镇乡村]|该[县市区镇乡村]|超市|城市|门市|上市|农村|乡镇|村镇|城乡|家乡|下乡|进村|区县|县市|市县|省市|个[县市区镇乡村])"
)


def clean(text: str) -> str:
    """The text without what re-posters add or change: addresses, mentions, credit lines, marks and spaces."""
    return Fingerprint.of("", text).text


def shingles(cleaned: str, length: int) -> frozenset[str]:
    """The set of runs of `length` characters; a shorter text is its own only one, an empty text has none."""
    if len(cleaned) < length:
        return frozenset((cleaned,) if cleaned else ())
    return frozenset(cleaned[begin : begin + length] for begin in range(len(cleaned) - length + 1))


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """|A∩B| / min(|A|, |B|); 0 where one is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


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
        bare = _bare(normalise(_without_circled(text)).text)
        return cls(_headline(title), _letters(points_of(bare)), bare)

    @cached_property
    def headline(self) -> str:
        """The cleaned title; of a post without one its 【lead】, else what it begins with (60 characters)."""
        lead = _LEAD.match(self.bare)
        return self.title or (clean(lead[1]) if lead else _headline(self.bare[:_HEADLINE]))

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Each two neighbouring characters of the text."""
        return shingles(self.text, 2)

    @cached_property
    def runs(self) -> frozenset[str]:
        """Each six neighbouring characters: hardly two writers choose the same by chance."""
        return shingles(self.text, RUN)

    @cached_property
    def characters(self) -> frozenset[str]:
        return frozenset(self.text)

    @cached_property
    def weight(self) -> float:
        """The weight of its characters by rarity (see nlp.rarity)."""
        return built_in().of(self.characters)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The text in its parts, each with its own facts; only texts kept word for word are looked at so."""
        return tuple(_sentence(part) for part in _SENTENCE_END.split(_CUT_OFF.sub("", self.bare)) if part)

    @cached_property
    def facts(self) -> Facts:
        """The facts of the whole text."""
        return _facts(_CUT_OFF.sub("", self.bare))


def fingerprints(posts: Sequence[tuple[str, str]]) -> list[Fingerprint]:
    """Those of posts, each a title and a text; several times as fast as one by one, with the same results."""
    return [
        fingerprint
        for begin in range(0, len(posts), _TOGETHER)
        for fingerprint in _together(posts[begin : begin + _TOGETHER])
    ]


def _together(posts: Sequence[tuple[str, str]]) -> list[Fingerprint]:
    texts = [text for _, text in posts]
    if _CIRCLE.search("".join(texts)):
        texts = [_without_circled(text) for text in texts]
    normalised = normalise_all(texts)
    bares = [_bare(each.text) for each in normalised]
    parts = zip(posts, _letters_of_all(bares), bares, strict=True)
    return [Fingerprint(_headline(title), text, bare) for (title, _), text, bare in parts]


@dataclass(frozen=True, slots=True)
class Facts:
    """What another's notice or story would have otherwise: numbers with weights, places and people."""

    numbers: Numbers
    places: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a text up to a full stop or a line's end."""

    text: str
    facts: Facts

    def has_any(self, runs: frozenset[str]) -> bool:
        """Whether one of these runs is in it."""
        return any(self.text[begin : begin + RUN] in runs for begin in range(len(self.text) - RUN + 1))


def joined(sentences: Iterable[Sentence]) -> Facts:
    """The facts of several sentences."""
    parts = [sentence.facts for sentence in sentences]
    found = {number: weight for part in parts for number, weight in part.numbers.items()}
    return Facts(
        found,
        places=frozenset().union(*(part.places for part in parts)),
        people=frozenset().union(*(part.people for part in parts)),
    )


def _sentence(part: str) -> Sentence:
    return Sentence(_letters(points_of(part)), _facts(part))


def _facts(bare: str) -> Facts:
    return Facts(numbers(bare), frozenset(_places(bare)), frozenset(_PERSON.findall(bare)))


def _places(bare: str) -> Iterator[str]:
    """Two characters and a suffix: names are longer, or just that."""
    for match in _PLACE.finditer(bare):
        place = match[1] + match[0]
        if _PARTICLES.isdisjoint(match[1]) and not _NO_PLACE.match(place):
            yield place


def _letters(points: NDArray[np.uint32]) -> str:
    """Of the code points of normalised text, those that are no marks and spaces."""
    kept: bytes = points[MEANING.take(points)].tobytes()
    return kept.decode("utf-32-le", "surrogatepass")


def _letters_of_all(bares: Sequence[str]) -> list[str]:
    points = points_of("".join(bares))
    counts = np.append(0, MEANING.take(points).cumsum())
    ends = counts[list(accumulate(map(len, bares), initial=0))].tolist()
    letters = _letters(points)
    return [letters[begin:end] for begin, end in pairwise(ends)]


def _meaning() -> NDArray[np.bool_]:
    table = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    for first, last in _WITH_MEANING:
        table[first : last + 1] = True
    return table


MEANING: Final = _meaning()
"""By code point, whether a character is a letter or a figure."""


def _headline(text: str) -> str:
    if not text:
        return ""
    return clean(_HASHTAG.sub(" ", normalise(text).text)) or clean(text)


def _without_circled(text: str) -> str:
    """The text without ① and 1️⃣, which number paragraphs and would become figures."""
    return _CIRCLED.sub(" ", text) if _CIRCLE.search(text) else text


def _bare(text: str) -> str:
    """A normalised text without addresses, mentions and credit lines."""
    if "http" in text:
        text = _URL.sub("", text)
    if "@" in text:
        text = _MENTION.sub("", text)
    lines = text.splitlines()
    return "\n".join(line for line in lines if not _is_credit(line)) if _has_sign(text) else "\n".join(lines)


def _is_credit(line: str) -> bool:
    return _has_sign(line) and bool(_CREDIT_LINE.fullmatch(line.strip()))


def _has_sign(text: str) -> bool:
    """Whether something is there that every credit line has: many times as fast as the expression."""
    return (
        ":" in text
        or "|" in text
        or "/" in text
        or "扫码" in text
        or "二维码" in text
        or "点击关注" in text
        or "长按识别" in text
    )
