"""`fenghuo lexicon` and `fenghuo label`, as staff use them."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
import typer

from cli import labelling
from cli.labelling import label
from cli.lexicon import check, try_change
from hub.errors import ConfigError
from nlp.labelled import read_labelled
from nlp.vocabulary import LEXICONS


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    """A copy of the shipped lexicons that a test may change."""
    for name in ("topics.csv", "audiences.csv"):
        shutil.copy(LEXICONS / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def kept_posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory, and a warehouse that has one post."""
    post = {"platform": "weibo", "title": "", "text": "给你们看个东西,“别充了”,行吗"}

    def found(_settings: object, post_id: str) -> dict[str, str]:
        return {"post_id": post_id, **post}

    monkeypatch.setattr(labelling, "_post", found)
    monkeypatch.setenv("FENGHUO_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "corrections.csv"


def test_check_is_content_with_the_shipped_lexicons(capsys: pytest.CaptureFixture[str]) -> None:
    check()
    assert "自相矛盾 0" in capsys.readouterr().out


def test_check_names_a_mistake_and_leaves_with_1(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (lexicons / "topics.csv").open("a", encoding="utf-8") as file:
        file.write("gas,煤气罐,phrase,3,,\ngas,煤氣罐,phrase,4,,\n")
    with pytest.raises(typer.Exit) as left:
        check(lexicons)
    assert left.value.exit_code == 1
    assert "重复或无效" in capsys.readouterr().out


def test_try_shows_the_posts_a_change_would_move(
    lexicons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts = tmp_path / "posts.jsonl"
    texts = ("咕噜机今天又响了,邻居们别靠近咕噜机", "今天天气不错")
    posts.write_text("\n".join(json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)))
    with (lexicons / "topics.csv").open("a", encoding="utf-8") as file:
        file.write("gas,咕噜机,phrase,90,,\n")
    try_change(lexicons, posts)
    shown = capsys.readouterr().out
    assert "2 篇中有 1 篇的标签会改变" in shown
    assert "燃气安全 gas" in shown


def test_a_correction_is_kept_once_per_post_and_can_be_learned_from(kept_posts: Path) -> None:
    label("weibo:1", "ebike,enforcement", "community", note="漏判")
    label("weibo:2", "gas")
    label("weibo:1", "ebike")
    first, second = read_labelled(kept_posts)
    assert (first.topics, second.topics, second.audiences) == (("gas",), ("ebike",), ())
    assert second.text == "给你们看个东西,“别充了”,行吗"
    with kept_posts.open(encoding="utf-8-sig", newline="") as file:
        assert [row["post_id"] for row in csv.DictReader(file)] == ["weibo:2", "weibo:1"]


@pytest.mark.parametrize("topics", ["ebikes", "", "other,gas"])
def test_a_wrong_code_is_refused_before_anything_is_written(kept_posts: Path, topics: str) -> None:
    with pytest.raises(ConfigError):
        label("weibo:1", topics)
    assert not kept_posts.exists()
