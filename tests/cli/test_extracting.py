"""`fenghuo extract`: one page for a person, many as JSON lines; what cannot be read is told."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.crawlers.serving import serving

BODY = "消防救援大队提醒广大群众，冬季用火用电须格外小心，出门前关闭电源、气源，不在楼道停放电动自行车。" * 3
PAGE = f"""<html><head><meta charset="gbk"><title>[冬季] 防火提示-某县政府</title></head><body>
<h1>[冬季] 防火提示</h1><div class="info">发布时间：2026-01-05 09:30 来源：某县消防救援大队</div>
<div class="content"><p>{BODY}</p><p>{BODY}</p></div></body></html>"""


def test_one_page_is_shown_to_a_person(fenghuo_alone: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE.encode("gbk"))
    answer = fenghuo_alone("extract", str(tmp_path / "a.html"))
    assert answer.returncode == 0, answer.stderr
    for word in ("[冬季] 防火提示", "2026-01-05T09:30:00+08:00", "minute", "某县消防救援大队"):
        assert word in answer.stdout


def test_many_pages_are_json_lines_and_one_that_cannot_be_read_is_an_error(
    fenghuo_alone: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_bytes(PAGE.encode("gbk"))
    (tmp_path / "empty.html").write_bytes(b"")
    names = ("a.html", "nowhere.html", "empty.html")
    answer = fenghuo_alone("extract", *(str(tmp_path / name) for name in names))
    assert answer.returncode == 1
    good, missing, empty = map(json.loads, answer.stdout.splitlines())
    assert (good["title"], good["published_at"], good["published_precision"], good["source"]) == (
        "[冬季] 防火提示",
        "2026-01-05T09:30:00+08:00",
        "minute",
        "某县消防救援大队",
    )
    assert BODY in good["text"]
    assert len(good["extractor"].split("/")) == 3
    assert "cannot be read" in missing["error"]
    assert (empty["title"], empty["published_at"], empty["text"]) == ("", None, "")
    assert empty["notes"]


def test_an_address_is_read_politely_and_nothing_is_published(fenghuo_alone: Run, tmp_path: Path) -> None:
    with serving() as site:
        site.page("/a.html", PAGE.replace("gbk", "utf-8"), Content_Type="text/html")
        site.page("/robots.txt", "User-agent: *\nDisallow: /private/\n", Content_Type="text/plain")
        answer = fenghuo_alone("extract", f"{site.url}/a.html", "--json")
        refused = fenghuo_alone("extract", f"{site.url}/private/b.html", "--json")
        gone = fenghuo_alone("extract", f"{site.url}/c.html")
    assert json.loads(answer.stdout)["title"] == "[冬季] 防火提示"
    assert "robots.txt forbids it" in json.loads(refused.stdout)["error"]
    assert (gone.returncode, "is gone" in gone.stderr) == (1, True)
    assert not (tmp_path / "var" / "log").exists()
