"""`fenghuo releases compare`: posts in, pairs out, mistakes named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.nlp.test_republication import CAPTION, OURS, SOURCE, THEIRS


def compare(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", "releases", "compare", "--jsonl", str(file), *options]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


def written(path: Path, *posts: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(post, ensure_ascii=False) for post in posts), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "posts.jsonl"


def test_pairs_come_out_with_the_ids_that_went_in(file: Path) -> None:
    written(
        file,
        {"id": "灯-1", "title": "夜航灯", "text": SOURCE},
        {"id": 7, "title": "", "text": CAPTION},
        {"id": "other", "title": "大风", "text": OURS, "platform": "weibo"},
        {"id": "no text", "title": None, "text": ""},
        {"id": "theirs", "text": THEIRS},
        {"id": "again", "title": "旧灯", "text": SOURCE},
    )
    done = compare(file)
    assert done.returncode == 0, done.stderr
    pairs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(pair["a"], pair["b"], pair["relation"]) for pair in pairs] == [
        ("灯-1", 7, "summary_caption"),
        ("灯-1", "again", "retitled"),
        (7, "again", "summary_caption"),
    ]
    assert all(0.5 <= pair["score"] <= 1 for pair in pairs)


def test_a_higher_threshold_leaves_the_surer_pairs(file: Path) -> None:
    written(file, {"id": "a", "text": SOURCE}, {"id": "b", "text": CAPTION}, {"id": "c", "text": SOURCE})
    pairs = [json.loads(line) for line in compare(file, "--threshold", "1").stdout.splitlines()]
    assert [(pair["a"], pair["b"]) for pair in pairs] == [("a", "c")]


def test_an_empty_file_has_no_pairs(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf\n\n")
    done = compare(file)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (b"{nonsense", "Line 2 of"),
        (b'["a", "b"]', "is no JSON object"),
        (b'{"title": "a", "text": "b"}', "has no id"),
        (b'{"id": "a", "text": "b"}', "has the id 'a' of line 1"),
        (b'{"id": "b", "text": 5}', "a text that is no text"),
        (b'{"id": "b", "text": "\xff"}', "is not UTF-8"),
    ],
    ids=["no JSON", "no object", "no id", "an id twice", "a number for a text", "another encoding"],
)
def test_a_bad_line_is_named_in_one_sentence_and_nothing_is_written(
    file: Path, second: bytes, said: str
) -> None:
    file.write_bytes(b'{"id": "a", "text": "x"}\n' + second + b"\n")
    done = compare(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Line 2" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = compare(tmp_path / "none.jsonl")
    assert done.returncode == 2
    assert "none.jsonl cannot be read" in done.stderr
