"""`fenghuo site check`: a site's rules tried on a live list page before the hub works by them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import RunHere
from tests.crawlers.serving import serving
from tests.crawlers.test_site_rules import ARTICLE, LIST, RULES


def test_rules_are_tried_on_a_list_page_and_its_newest_article(fenghuo_here: RunHere, tmp_path: Path) -> None:
    file = tmp_path / "a-site.yaml"
    file.write_text(RULES, encoding="utf-8")
    with serving() as site:
        site.page("/xw/index.html", LIST)
        site.page("/xw/a/1.html", ARTICLE)
        tried = fenghuo_here("site", "check", str(file), "--url", f"{site.url}/xw/index.html")
        site.page("/xw/index.html", "<html><p>新版</p></html>")
        empty = fenghuo_here("site", "check", str(file), "--url", f"{site.url}/xw/index.html")
        gone = fenghuo_here("site", "check", str(file), "--url", f"{site.url}/none.html")
    assert tried.exit_code == 0, tried.output
    for word in (
        "共 2 行",
        "2026-03-09",
        "list_2.html",
        "2026-03-10T09:30:00+08:00",
        "县融媒体中心",
        "site/site/site",
    ):
        assert word in tried.output
    assert "请对照网页改正 list.row" in str(empty.exception)
    assert "is gone" in str(gone.exception)


def test_faults_are_named_and_nothing_is_asked(fenghuo_here: RunHere, tmp_path: Path) -> None:
    file = tmp_path / "a-site.yaml"
    file.write_text("list: {row: 'li['}", encoding="utf-8")
    refused = fenghuo_here("site", "check", str(file), "--url", "http://127.0.0.1:9/")
    assert refused.exit_code == 2
    assert "a-site.yaml 第 1 行 list.row" in refused.output
    assert "共 1 处" in refused.output


def test_without_a_list_page_only_the_file_is_judged(fenghuo_here: RunHere, tmp_path: Path) -> None:
    file = tmp_path / "a-site.yaml"
    file.write_text("article: {title: h1}", encoding="utf-8")
    judged = fenghuo_here("site", "check", str(file))
    assert judged.exit_code == 0
    assert "--url" in judged.output
