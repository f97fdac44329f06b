"""Learning weights from labelled posts, keeping them as text, and reading them again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ConfigError
from nlp.labelled import LabelledPost, read_labelled
from nlp.learned import LABELS, LearnedModel, gram_keys, load_learned
from nlp.lexicon import Lexicon
from nlp.training import model_text, train, write_learned

POSTS = [
    LabelledPost("", "充电的电瓶放楼道", ("ebike",), ("community",)),
    LabelledPost("", "电瓶充电一整夜", ("ebike",), ()),
    LabelledPost("", "灶台的阀门漏气", ("gas",), ()),
    LabelledPost("", "阀门漏气先关灶", ("gas",), ("family",)),
]


@pytest.fixture(scope="module")
def model() -> LearnedModel:
    return train(POSTS, Lexicon((), "test"))


def best(model: LearnedModel, text: str) -> str:
    return LABELS[int(np.argmax(model.read(text).margins[:22]))]


def test_a_model_tells_new_posts_apart_by_what_it_saw(model: LearnedModel) -> None:
    assert best(model, "你的电瓶在充电吗") == "ebike"
    assert best(model, "谁家漏气了,关阀门") == "gas"


def test_the_same_posts_give_the_same_weights_which_survive_the_file(
    model: LearnedModel, tmp_path: Path
) -> None:
    write_learned(model, tmp_path / "once.csv")
    write_learned(train(POSTS, Lexicon((), "test")), tmp_path / "twice.csv")
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "twice.csv").read_bytes()
    again = load_learned(tmp_path / "once.csv")
    assert list(again.grams) == list(model.grams)
    np.testing.assert_allclose(again.read("电瓶充电").margins, model.read("电瓶充电").margins, atol=0.02)


@given(st.text(alphabet="充电瓶楼道灶阀门漏气,\n\ud800🔥a", max_size=40))
def test_known_grams_stand_where_the_reading_says(text: str) -> None:
    model = train(POSTS, Lexicon((), "test")) if not _MODEL else _MODEL[0]
    _MODEL[:] = [model]
    reading = model.read(text)
    for number, row in enumerate(reading.rows):
        begin, end = reading.span(number)
        assert text[begin:end] == model.grams[row]
        assert all((number in reading.within(limit)) == (end <= limit) for limit in range(3, len(text) + 1))
    known = set(model.grams)
    grams = [text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)]
    assert len(reading.rows) == sum(gram in known for gram in grams)


_MODEL: list[LearnedModel] = []


@pytest.mark.parametrize("text", ["", "a", "ab", "abc", "消防"])
def test_a_text_has_one_key_per_gram(text: str) -> None:
    keys, characters = gram_keys(text)
    assert characters == len(text)
    assert len(keys) == sum(max(0, len(text) - n) for n in (0, 1, 2))


@pytest.mark.parametrize("content", ["", "gram,idf\n", "\n"])
def test_damaged_weights_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "learned.csv").write_text(content)
    with pytest.raises(ConfigError):
        load_learned(tmp_path / "learned.csv")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", "topics,text\ngas,x\n", "need the columns"),
        ("a.csv", "topics,audiences,text\ngass,,x\n", "line 2: “gass” is no code"),
        ("a.csv", "topics,audiences,text\n,,x\n", "at least one topic"),
        ("a.csv", "topics,audiences,text\nother|gas,,x\n", "stands alone"),
        ("a.jsonl", "{\n", "line 1: no JSON"),
        ("a.jsonl", '{"topics":"gas","audiences":[],"text":"x"}\n', "no list"),
    ],
)
def test_a_mistake_in_labelled_posts_is_named(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError, match=sentence):
        read_labelled(tmp_path / name)


def test_the_model_reads_title_and_text_as_they_are_matched() -> None:
    assert model_text("電瓶", "ＡＢ") == "电瓶\nab"
    assert model_text("", "ＡＢ") == "ab"
