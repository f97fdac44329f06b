"""jieba and its fast twin cut alike, with the lexicon's words in their dictionaries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.lexicon import load_lexicon
from nlp.segmenter import JiebaSegmenter, RjiebaSegmenter, Segmenter, fastest_segmenter

pytest.importorskip("rjieba", reason="the fast twin is not installed; jieba alone is used")
POSTS = Path(__file__).parents[2].parent / "shared" / "eval" / "posts_dev.jsonl"
WORDS = load_lexicon().words()
JIEBA, RJIEBA = JiebaSegmenter(WORDS), RjiebaSegmenter(WORDS)


def test_a_word_of_the_lexicon_stays_whole() -> None:
    for segmenter in (JIEBA, RJIEBA):
        assert "小电驴" in segmenter.cut("他把小电驴推进了楼道")


def test_two_segmenters_do_not_share_their_words(tmp_path: Path) -> None:
    with_word, without = JiebaSegmenter(["烽火台账号"], tmp_path), JiebaSegmenter([], tmp_path)
    assert "烽火台账号" in with_word.cut("看烽火台账号")
    assert "烽火台账号" not in without.cut("看烽火台账号")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="电动车充楼道消防员救援火锅a1,。 煤气罐在厨房里", max_size=40))
def test_both_cut_alike_and_lose_nothing(text: str) -> None:
    cuts = JIEBA.cut(text)
    assert cuts == RJIEBA.cut(text)
    assert "".join(cuts) == text


def test_both_cut_the_development_posts_alike() -> None:
    if not POSTS.exists():
        pytest.skip(f"{POSTS} is not there")
    for line in POSTS.read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        assert JIEBA.cut(post["text"]) == RJIEBA.cut(post["text"])


def test_the_fastest_one_is_a_segmenter() -> None:
    segmenter: Segmenter = fastest_segmenter(["灭火毯"])
    assert segmenter.cut("灭火毯") == ["灭火毯"]
