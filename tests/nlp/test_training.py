"""Learning weights from labelled posts, keeping them as text, and reading them again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ConfigError
from nlp.labelled import LabelledPost, read_labelled
from nlp.learned import LABELS, LearnedModel, Readings, load_learned
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


def reading_of(model: LearnedModel, text: str) -> Readings:
    return model.read(text, [(0, len(text))])


def best(model: LearnedModel, text: str) -> str:
    return LABELS[int(np.argmax(reading_of(model, text).margins[0, :22]))]


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
    margins = [reading_of(each, "电瓶充电").margins for each in (again, model)]
    np.testing.assert_allclose(*margins, atol=0.02)


@given(st.text(alphabet="充电瓶楼道灶阀门漏气,\n\ud800🔥a", max_size=40))
def test_known_grams_stand_where_the_reading_says(text: str) -> None:
    model = train(POSTS, Lexicon((), "test")) if not _MODEL else _MODEL[0]
    _MODEL[:] = [model]
    reading = reading_of(model, text)
    for row, begin, end in zip(reading.rows, reading.begins, reading.ends, strict=True):
        assert text[begin:end] == model.grams[row]
    known = set(model.grams)
    grams = [text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)]
    assert len(reading.rows) == sum(gram in known for gram in grams)


_MODEL: list[LearnedModel] = []


@given(st.lists(st.text(alphabet="充电瓶楼道灶阀门漏气,", max_size=12), min_size=1, max_size=5))
def test_texts_read_together_are_read_as_each_alone(texts: list[str]) -> None:
    model = train(POSTS, Lexicon((), "test")) if not _MODEL else _MODEL[0]
    _MODEL[:] = [model]
    ends = [sum(len(text) + 1 for text in texts[: number + 1]) - 1 for number in range(len(texts))]
    spans = [(end - len(text), end) for text, end in zip(texts, ends, strict=True)]
    together = model.read("。".join(texts), spans, [begin + 3 for begin, _ in spans], 0.3)
    alone = [model.read(text, [(0, len(text))], [3], 0.3).margins[0] for text in texts]
    np.testing.assert_array_equal(together.margins, alone)


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
