"""Reading lexicons as staff save them, and saying what is wrong with a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.errors import ConfigError
from nlp.lexicon import load_lexicon
from nlp.vocabulary import AUDIENCE_NAMES, LEXICONS, TOPIC_NAMES

HEADER = "label,entry,kind,weight,excludes,note\n"


def write(directory: Path, topics: str, audiences: str = "", encoding: str = "utf-8") -> Path:
    (directory / "topics.csv").write_text(HEADER + topics, encoding=encoding)
    (directory / "audiences.csv").write_text(HEADER + audiences, encoding=encoding)
    return directory


def test_the_shipped_lexicons_cover_every_code() -> None:
    labels = {entry.label for entry in load_lexicon().entries if entry.weight > 0}
    assert labels == TOPIC_NAMES.keys() | AUDIENCE_NAMES.keys()
    assert (len(TOPIC_NAMES), len(AUDIENCE_NAMES)) == (22, 16)


def test_a_spreadsheets_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    lexicon = load_lexicon(write(tmp_path, "gas,煤氣罐,phrase,2,,\n", encoding="utf-8-sig"))
    assert [entry.entry for entry in lexicon.entries] == ["煤气罐"]


def test_excludes_are_divided_into_longer_strings_and_silencers(tmp_path: Path) -> None:
    lexicon = load_lexicon(write(tmp_path, "gas,气瓶,phrase,2,*潜水|氧气瓶,\n"))
    (entry,) = lexicon.entries
    assert (entry.excludes, entry.silenced_by) == (("氧气瓶",), ("潜水",))


def test_the_digest_tells_when_a_lexicon_changed(tmp_path: Path) -> None:
    first = load_lexicon(write(tmp_path, "gas,气瓶,phrase,2,,\n")).digest
    assert load_lexicon(write(tmp_path, "gas,气瓶,phrase,3,,\n")).digest != first


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("gass,气瓶,phrase,2,,\n", "no topic code"),
        ("gas,,phrase,2,,\n", "the entry is empty"),
        ("gas,气瓶,words,2,,\n", "the kind"),
        ("gas,气瓶,phrase,viel,,\n", "no number"),
        ("gas,气瓶,phrase,0,,\n", "zero or beyond"),
        ("gas,(气,pattern,2,,\n", "no regular expression"),
        ("gas,气*,pattern,2,,\n", "matches the empty text"),
        ("gas\n", "the kind"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence) as caught:
        load_lexicon(write(tmp_path, line))
    assert "topics.csv, line 2" in str(caught.value)


def test_a_wrong_header_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    write(tmp_path, "gas,气瓶,phrase,2,,\n")
    (tmp_path / "topics.csv").write_text("label;entry\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="header"):
        load_lexicon(tmp_path)
    (tmp_path / "topics.csv").write_bytes((HEADER + "gas,气瓶,phrase,2,,\n").encode("gbk"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_lexicon(tmp_path)


def test_a_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_lexicon(tmp_path)


def test_every_entry_stands_once_per_label() -> None:
    entries = [(entry.label_kind, entry.label, entry.entry) for entry in load_lexicon(LEXICONS).entries]
    assert len(entries) == len(set(entries))
