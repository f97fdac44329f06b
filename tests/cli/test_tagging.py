"""`fenghuo tag`: a file of posts goes in, labels with their evidence come out; a wrong line is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from cli.tagging import explanation, tag
from hub.errors import ConfigError, InvalidRecord
from nlp.tagger import Tagger
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES


def tagged(path: Path, content: bytes, capsysbinary: pytest.CaptureFixture[bytes]) -> list[dict[str, object]]:
    path.write_bytes(content)
    tag(jsonl=path)
    return [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]


def test_each_line_comes_back_with_its_id_labels_and_evidence(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    post = {"id": "p1", "title": "取暖", "text": "村里的老人請注意,煤爐旁別堆柴。", "platform": "wechat"}
    (line,) = tagged(tmp_path / "posts.jsonl", json.dumps(post).encode(), capsysbinary)
    assert list(line) == ["id", "topics", "audiences", "evidence"]
    assert line["id"] == "p1"
    assert line["topics"] == ["heating"]
    for found in line["evidence"]:  # type: ignore[attr-defined]
        assert found["label"] in TOPIC_NAMES.keys() | AUDIENCE_NAMES.keys()
        for word in found["words"]:
            source = post["title"] if word["where"] == "title" else post["text"]
            assert source[word["begin"] : word["end"]] == word["word"]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ('{"id":1,"text":"燃气泄漏"}\n'.encode(), 1),
        (b'\xef\xbb\xbf{"id":"a","text":"x"}\r\n\r\n{"id":"b","text":null,"title":null}', 2),
        (b'{"id":"a","text":"\\ud800\\u0000","topics":["gas"]}\n', 1),
        ('{"id":"a","text":"一\u2028二","account":"x"}\n'.encode(), 1),
        (b"", 0),
    ],
    ids=["no title", "mark, blank line, nulls", "half a surrogate pair", "odd line break", "empty file"],
)
def test_odd_but_readable_lines_are_tagged(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], content: bytes, count: int
) -> None:
    assert len(tagged(tmp_path / "posts.jsonl", content, capsysbinary)) == count


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[1]", "no JSON object"),
        (b'{"text":"x"}', "“id” is missing"),
        (b'{"id":true,"text":"x"}', "“id” is missing"),
        (b'{"id":1,"text":7}', "“text” is no text"),
        (b'{"id":1,"title":["x"]}', "“title” is no text"),
        ('{"id":1,"text":"火"}'.encode("gbk"), "not UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], line: bytes, sentence: str
) -> None:
    with pytest.raises(InvalidRecord, match=sentence) as caught:
        tagged(tmp_path / "posts.jsonl", b'{"id":1,"text":"x"}\n' + line, capsysbinary)
    assert "line 2" in str(caught.value)
    assert caught.value.exit_code == 2
    assert capsysbinary.readouterr().out == b""


def test_a_missing_file_and_a_missing_argument_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        tag(jsonl=tmp_path / "none.jsonl")
    with pytest.raises(ConfigError, match="either"):
        tag()


def test_the_explanation_shows_the_post_the_labels_and_their_words() -> None:
    text = "[doge] 村里的老人請注意,煤爐旁別堆柴"
    console = Console(width=100, record=True, file=None)
    with console.capture() as shown:
        console.print(explanation("", text, Tagger().tag("", text)))
    for expected in (text, "取暖与一氧化碳", "heating", "煤爐"):
        assert expected in shown.get()
