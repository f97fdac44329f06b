"""Words of one meaning: how their file is read, and that they learn together."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.errors import ConfigError
from nlp.labelled import LabelledPost
from nlp.learned import LABELS
from nlp.lexicon import Lexicon
from nlp.meanings import load_meanings
from nlp.training import train

POSTS = [
    *(LabelledPost("", text, ("gas",), ("elderly",)) for text in ("给姥姥换根管", "姥姥的罐子旧了")),
    *(LabelledPost("", text, ("gas",), ()) for text in ("给他换根管", "他的罐子旧了")),
    LabelledPost("", "今天天气不错", ("other",), ()),
]
"""Only the word 姥姥 tells the audience."""


def test_a_word_no_post_has_is_learned_from_a_word_of_the_same_meaning() -> None:
    shared = train(POSTS, Lexicon((), ""), [frozenset({"姥姥", "外婆"})])
    alone = train(POSTS, Lexicon((), ""), [])
    text = "外婆来了"
    column = LABELS.index("elderly")
    assert "外婆" not in alone.grams
    heard = [model.read(text, [(0, len(text))]).margins[0, column] for model in (shared, alone)]
    assert heard[0] > heard[1]


def test_the_file_names_a_meaning_and_its_words_in_any_script(tmp_path: Path) -> None:
    path = tmp_path / "meanings.csv"
    path.write_text("meaning,words\n老人,奶奶|爺爺|\n场所,KTV|人员密集场所\n", encoding="utf-8-sig")
    assert load_meanings(path) == (frozenset({"奶奶", "爷爷"}), frozenset({"ktv"}))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"words,meaning\n", "must begin with the header"),
        ("meaning,words\n老人,奶奶\n".encode("gbk"), "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "meanings.csv").write_bytes(content)
    with pytest.raises(ConfigError, match=sentence):
        load_meanings(tmp_path / "meanings.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_meanings(tmp_path / "meanings.csv")


def test_the_shipped_file_can_be_used() -> None:
    assert all(words for words in load_meanings())
