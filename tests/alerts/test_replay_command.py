"""`fenghuo alerts replay`: other people's files, read strictly and judged without a warehouse."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from hub.errors import FenghuoError
from tests.alerts.replaying import ROSTER, Told, daily

POSTS = "account_id,published_at,deleted_at\n"


@pytest.fixture
def told(tmp_path: Path) -> Told:
    told = Told(tmp_path)
    told.post("a", "2026-06-01 23:50")
    told.posts("b", daily("2026-06-01", "2026-06-20"))
    told.write()
    return told


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, ["alerts", "replay", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: str | Path) -> FenghuoError:
    with pytest.raises(FenghuoError) as caught:
        CliRunner().invoke(app, ["alerts", "replay", *map(str, arguments)], catch_exceptions=False)
    return caught.value


def test_every_stage_is_a_line_of_csv_with_its_times_and_its_reason(told: Told) -> None:
    rows = list(csv.DictReader(io.StringIO(run("--posts", told.posts_file, "--until", "2026-06-16"))))
    assert [
        (row["account_id"], row["rule"], row["level"], row["opened_at"], row["closed_at"]) for row in rows
    ] == [
        ("a", "veto_notice", "提示", "2026-06-08T00:00:00+08:00", ""),
        ("a", "veto_warn", "预警", "2026-06-11T00:00:00+08:00", ""),
        ("a", "veto_urgent", "催办", "2026-06-12T00:00:00+08:00", ""),
        ("a", "veto", "否决", "2026-06-15T00:00:00+08:00", ""),
    ]
    assert (
        rows[3]["reason"] == "a已 14 天未更新，已到否决线（两周不更新）；最后一条：无标题 2026-06-01 23:50。"
    )


def test_json_lines_hold_the_same(told: Told) -> None:
    rows = list(csv.DictReader(io.StringIO(run("--posts", told.posts_file))))
    lines = [json.loads(line) for line in run("--posts", told.posts_file, "--format", "jsonl").splitlines()]
    assert [{key: value or "" for key, value in line.items()} for line in lines] == rows


def test_without_until_the_last_instant_of_the_files_ends_it(told: Told) -> None:
    assert run("--posts", told.posts_file) == run(
        "--posts", told.posts_file, "--until", "2026-06-20T10:00:00+08:00"
    )


def test_the_order_of_rows_and_columns_and_what_else_is_there_do_not_matter(
    told: Told, tmp_path: Path
) -> None:
    rows = list(csv.DictReader(io.StringIO(told.posts_file.read_text(encoding="utf-8"))))
    random.Random(7).shuffle(rows)
    other = tmp_path / "other.csv"
    with other.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "Deleted_At", "published_at", "account_id"])
        writer.writerows(
            ["“a, b”", row["deleted_at"], row["published_at"], row["account_id"]] for row in rows
        )
    assert run("--posts", other) == run("--posts", told.posts_file)


def test_no_posts_are_no_episodes(tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text(POSTS, encoding="utf-8")
    assert run("--posts", tmp_path / "none.csv") == "account_id,rule,level,opened_at,closed_at,reason\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            POSTS + "a,2026-06-01T10:00:00+08:00,\na,2026-06-01 10:00,\n",
            "Line 3 of {file} has “2026-06-01 10:00”",
        ),
        (POSTS + "a,yesterday,\n", "Line 2 of {file} has “yesterday” as published_at"),
        (POSTS + "a,2026-06-01T10:00:00Z,soon\n", "Line 2 of {file} has “soon” as deleted_at"),
        (POSTS + ",2026-06-01T10:00:00Z,\n", "Line 2 of {file} has no account_id"),
        (POSTS + "a\n", "Line 2 of {file} has 1 cells, which is too few"),
        ("account,published_at\n", "Line 1 of {file} has no column account_id"),
        ("", "Line 1 of {file} has no column account_id and no column published_at"),
        (POSTS + 'a,"2026-06-01T10:00:00Z,\n', "Line 2 of {file} is not CSV"),
    ],
)
def test_a_bad_row_is_one_sentence_with_its_line(tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(content, encoding="utf-8")
    error = refused("--posts", file)
    assert error.exit_code == 2
    assert error.sentence.startswith(sentence.format(file=file))


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    assert "cannot be read" in refused("--posts", tmp_path / "none.csv").sentence
    (tmp_path / "gbk.csv").write_bytes((POSTS + "县,2026-06-01T10:00:00Z,\n").encode("gb18030"))
    assert "is not UTF-8" in refused("--posts", tmp_path / "gbk.csv").sentence


def test_a_visit_without_an_outcome_is_refused(told: Told, tmp_path: Path) -> None:
    crawls = tmp_path / "visits.csv"
    crawls.write_text("account_id,finished_at,outcome\na,2026-06-01T10:00:00Z,\n", encoding="utf-8")
    error = refused("--posts", told.posts_file, "--crawls", crawls)
    assert error.sentence == f"Line 2 of {crawls} has no outcome; every row needs one."


def test_many_accounts_of_a_platform_at_once_are_one_outage(tmp_path: Path) -> None:
    told = Told(tmp_path)
    for name in (one.account_id for one in ROSTER.accounts if one.platform == "weibo"):
        told.posts(name, daily("2026-06-01", "2026-06-10"))
        told.visits(name, daily("2026-06-01", "2026-06-04", range(0, 24, 6)))
        told.visits(name, daily("2026-06-05", "2026-06-08", range(0, 24, 6)), "platform")
        told.visits(name, daily("2026-06-09", "2026-06-10", range(0, 24, 6)))
    [outage] = told.judged("2026-06-10 12:00")
    assert (outage.account_id, outage.rule, outage.level) == ("weibo", "collector", "技术")
    assert (outage.opened_at.hour, outage.closed_at is not None) == (16, True)
