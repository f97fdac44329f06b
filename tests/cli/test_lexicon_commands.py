"""`fenghuo lexicon` and `fenghuo label`, as staff use them."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
import typer

from cli import labelling, lexicon
from cli.labelling import label
from cli.lexicon import check, try_change
from cli.lexicons_in_use import tagger_in_use
from hub.errors import ConfigError
from hub.settings import Settings, load_settings
from nlp.labelled import read_labelled
from nlp.learned import load_learned
from nlp.tagger import Tagger
from nlp.training import write_learned
from nlp.vocabulary import LEXICONS
from tests.cli.conftest import RunHere
from warehouse.client import connect


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    """A copy of the shipped lexicons that a test may change."""
    for name in ("topics.csv", "audiences.csv"):
        shutil.copy(LEXICONS / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def stored_post(machine: Settings) -> dict[str, str]:
    """A post that the warehouse holds, as it holds it."""
    rows = connect(machine, readonly=True).query(
        "SELECT post_id, platform, title, text FROM posts FINAL WHERE NOT deleted AND text != '' LIMIT 1"
    )
    return {name: str(value) for name, value in rows[0].items()}


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


def test_a_stored_post_is_corrected_as_the_warehouse_holds_it(
    fenghuo_here: RunHere, machine: Settings, stored_post: dict[str, str]
) -> None:
    said = fenghuo_here("label", stored_post["post_id"], "--topics", "gas,incident", "--audiences", "family")
    assert (said.exit_code, said.stderr) == (0, "")
    with (machine.data / "corrections.csv").open(encoding="utf-8-sig", newline="") as file:
        kept = {row["post_id"]: row for row in csv.DictReader(file)}[stored_post["post_id"]]
    assert stored_post.items() <= kept.items()
    assert (kept["topics"], kept["audiences"]) == ("gas|incident", "family")


def test_a_post_the_warehouse_does_not_have_is_named(fenghuo_here: RunHere) -> None:
    said = fenghuo_here("label", "weibo:none", "--topics", "gas")
    assert isinstance(said.exception, ConfigError)
    assert "no post weibo:none" in said.exception.sentence


def test_a_change_is_tried_on_the_stored_posts(
    fenghuo_here: RunHere, machine: Settings, lexicons: Path, stored_post: dict[str, str]
) -> None:
    posts = connect(machine, readonly=True).query("SELECT title, text FROM posts FINAL WHERE NOT deleted")
    word = stored_post["text"][:6]
    with (lexicons / "topics.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(("wildfire", word, "phrase", 90, "", ""))
    said = fenghuo_here("lexicon", "try", str(lexicons))
    assert (said.exit_code, said.stderr) == (0, "")
    moved = [
        post
        for post in posts
        if word in post["title"] + post["text"]
        and "wildfire" not in Tagger().tag(post["title"], post["text"]).topics
    ]
    assert moved
    assert f"{len(posts):,} 篇中有 {len(moved):,} 篇的标签会改变" in said.stdout
    assert "森林草原防火 wildfire" in said.stdout


def test_weights_are_learned_into_a_folder_of_ones_own_and_tagged_with_from_there(
    lexicons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FENGHUO_DATA", str(tmp_path / "data"))
    few = "topics,audiences,title,text\ngas,,,咕噜机\nother,,,天气不错\n"
    (tmp_path / "few.csv").write_text(few, encoding="utf-8")
    monkeypatch.setattr(lexicon, "POSTS", tmp_path / "few.csv")
    shipped = (LEXICONS / "learned.csv").read_bytes()
    lexicon.train(to=lexicons)
    assert f"已写入 {lexicons / 'learned.csv'}" in capsys.readouterr().out.replace("\n", "")
    assert (LEXICONS / "learned.csv").read_bytes() == shipped
    monkeypatch.setenv("FENGHUO_LEXICONS", str(lexicons))
    used = tagger_in_use(load_settings())
    assert used.version != Tagger().version
    assert used.tag("", "咕噜机").topics == ("gas",)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        write_learned(load_learned(), tmp_path / "none" / "learned.csv")


def test_a_folder_without_lexicons_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGHUO_LEXICONS", str(tmp_path))
    with pytest.raises(ConfigError, match=r"topics\.csv cannot be read"):
        tagger_in_use(load_settings())
