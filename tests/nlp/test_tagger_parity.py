"""The fast tagger says what its rules, read out slowly, say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.labelled import POSTS, read_labelled
from nlp.learned import load_learned
from nlp.lexicon import Entry, Lexicon, load_lexicon
from nlp.segmenter import fastest_segmenter
from nlp.tagger import Tagger, TagResult
from tests.nlp.plain_tagger import PlainTagger

LEXICON = load_lexicon()
SEGMENTER = fastest_segmenter(LEXICON.words())
FAST = Tagger(LEXICON, SEGMENTER, model=load_learned())
PLAIN = PlainTagger(LEXICON, load_learned(), SEGMENTER)
COMMON_WORDS = fastest_segmenter([])
LAST_DIGIT = 0.0011
"""Of a score: the fast one adds up in single precision."""

PARTS = [post.text[:40] for post in read_labelled(POSTS)[::9]]
MARKS = ["#", "【", "】", "[笑]", "①", "㎡", "℃", "…", "\u200b", "電池", ",", "。", "不是", "并非“", "\n"]
MARKS += [
    "消防提醒",
    "安全提示:",
    "十一层",
    "关窗",
    "火",
    "一氧化碳中毒",
    "楼道里",
    "\ud800",
    "\U0001f100",
    "\U00020bb7",
]
TEXT = st.lists(st.sampled_from(PARTS) | st.sampled_from(MARKS), max_size=8).map("".join)


def assert_same(fast: TagResult, plain: TagResult) -> None:
    assert (fast.topics, fast.audiences) == (plain.topics, plain.audiences)
    for mine, its in zip(fast.evidence, plain.evidence, strict=True):
        assert (mine.label, mine.kind, mine.words) == (its.label, its.kind, its.words)
        assert mine.score == pytest.approx(its.score, abs=LAST_DIGIT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.just("") | TEXT, TEXT), min_size=1, max_size=5))
def test_posts_are_tagged_as_their_rules_read(posts: list[tuple[str, str]]) -> None:
    for fast, (title, text) in zip(FAST.tag_all(posts), posts, strict=True):
        assert_same(fast, PLAIN.tag(title, text))


def test_training_posts_are_tagged_as_their_rules_read() -> None:
    posts = [(post.title, post.text) for post in read_labelled(POSTS)[::12]]
    posts += [("", "。".join(text for _, text in posts[begin : begin + 20])) for begin in range(0, 100, 20)]
    for fast, (title, text) in zip(FAST.tag_all(posts), posts, strict=True):
        assert_same(fast, PLAIN.tag(title, text))


SIGN = "火锅店里炉子边"
PIECES = [
    SIGN[begin:end] for begin in range(len(SIGN)) for end in range(begin + 1, min(len(SIGN), begin + 5) + 1)
]
PIECE = st.sampled_from(PIECES)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["topic", "audience"]),
        PIECE,
        st.sampled_from(["word", "phrase", "phrase", "pattern"]),
        st.sampled_from([2.0, 2.0, 7.0, -0.5]),
        st.just([]) | st.just([]) | st.lists(PIECE, max_size=1),
    ),
    min_size=3,
    max_size=25,
)
TEXTS = st.lists(st.sampled_from([SIGN, ",", "不是", "#"]) | PIECE, max_size=6).map("".join)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, st.lists(TEXTS, max_size=4))
def test_any_lexicon_hides_excludes_and_repeats_as_its_rules_read(
    rows: list[tuple[str, str, str, float, list[str]]], texts: list[str]
) -> None:
    entries = tuple(entry(*row) for row in rows)
    lexicon, posts = Lexicon(entries, "test"), [("", text) for text in texts]
    plain = PlainTagger(lexicon, None, COMMON_WORDS)
    for fast, (title, text) in zip(Tagger(lexicon, COMMON_WORDS).tag_all(posts), posts, strict=True):
        assert_same(fast, plain.tag(title, text))


def entry(kind: str, string: str, form: str, weight: float, excludes: list[str]) -> Entry:
    """A pattern is headed by the string and by its end; with an exclude like the string, that silences."""
    silencers = tuple(each for each in excludes if each in string)
    return Entry(
        "topic" if kind == "topic" else "audience",
        "gas" if kind == "topic" else "elderly",
        f"(?:{string}|{string[-1]}里?).{{0,3}}(?:店|子)" if form == "pattern" else string,
        "word" if form == "word" else "pattern" if form == "pattern" else "phrase",
        weight,
        tuple(each for each in excludes if each not in silencers),
        silencers,
    )
