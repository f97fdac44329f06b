"""Real input: real pages, served on loopback as the websites of a roster, come out as answers in SQL."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.pages.tree import squeeze
from hub.settings import EXAMPLE_ROSTER
from tests.crawlers.serving import Site, serving
from tests.end_to_end.waiting import wait_for
from tests.evaluation.real_pages import PAGES, truth
from tests.running_hub import RunningHub

pytestmark = [
    pytest.mark.slow,
    pytest.mark.real_pages,
    pytest.mark.skipif(not (PAGES / "truth.csv").exists(), reason=f"there is no {PAGES / 'truth.csv'}"),
]
ALMOST_ALL = 0.9
"""The share of titles and times that must be right in the warehouse; `make eval` measures each field."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Each folder of real pages as a website: a list page made for it, and the pages as they were saved."""
    with serving() as running:
        for folder, rows in by_folder().items():
            for row in rows:
                running.page(f"/{row['file']}", (PAGES / row["file"]).read_bytes())
            items = (f'<li><a href="{Path(row["file"]).name}">{row["title"]}</a></li>' for row in rows)
            running.page(f"/{folder}/list.html", f"<title>列表</title><ul>{''.join(items)}</ul>")
        yield running


@pytest.fixture(scope="module")
def hub(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub whose roster has one website account for each folder, once it has gathered all of them."""
    home = tmp_path_factory.mktemp("real pages")
    running = RunningHub(
        home / "var",
        "--roster",
        str(roster_of(site, home / "roster")),
        "--no-dashboards",
        FENGHUO_CRAWL_DELAY="0",
    )
    try:
        running.wait_until_ready()
        wait_for(lambda: len(running.sql("SELECT post_id FROM v_posts")) >= len(truth()))
        yield running
    finally:
        running.stop()


def test_every_page_is_a_post_once_with_its_title_and_its_time(hub: RunningHub, site: Site) -> None:
    rows = hub.sql("SELECT url, title, text, toString(published_at, 'Asia/Shanghai') AS time FROM v_posts")
    told = {row["url"].removeprefix(f"{site.url}/"): row for row in rows}
    assert sorted(told) == sorted(row["file"] for row in truth())
    assert len(rows) == len(told)
    titles = [squeeze(told[row["file"]]["title"]) == squeeze(row["title"]) for row in truth()]
    times = [_minute(told[row["file"]]["time"]) == _minute(row["published_at"]) for row in truth()]
    bodies = [row["body_first"] in squeeze(told[row["file"]]["text"]) for row in truth()]
    for right in (titles, times, bodies):
        assert sum(right) >= ALMOST_ALL * len(truth())


def test_every_page_is_tagged_and_belongs_to_its_account(hub: RunningHub) -> None:
    [row] = hub.sql(
        "SELECT countIf(main_topic_name = '') AS untagged, uniqExact(account_id) AS n FROM v_posts"
    )
    assert {name: int(value) for name, value in row.items()} == {"untagged": 0, "n": len(by_folder())}


def test_output_by_level_answers_for_them(hub: RunningHub) -> None:
    rows = hub.sql("SELECT level, posts FROM v_output_by_level")
    assert {row["level"]: int(row["posts"]) for row in rows} == {"county": len(truth())}


def test_an_address_given_by_hand_becomes_a_post_outside_the_roster(hub: RunningHub, site: Site) -> None:
    row = truth()[0]
    gathered = hub.run("gather", "--url", f"{site.url}/{row['file']}")
    assert (gathered.returncode, gathered.stderr) == (0, "")
    assert "1 posts from" in gathered.stdout
    query = "SELECT title FROM v_posts WHERE level_name = '台账外'"
    wait_for(lambda: len(hub.sql(query)) == 1)
    assert squeeze(hub.sql(query)[0]["title"]) == squeeze(row["title"])


def by_folder() -> dict[str, list[dict[str, str]]]:
    """The rows of the truth table by the folder of their page."""
    folders: dict[str, list[dict[str, str]]] = {}
    for row in truth():
        folders.setdefault(str(Path(row["file"]).parent), []).append(row)
    return folders


def roster_of(site: Site, directory: Path) -> Path:
    """The example roster's regions, and one county website for each folder."""
    shutil.copytree(EXAMPLE_ROSTER, directory, ignore=shutil.ignore_patterns("sites"))
    with (EXAMPLE_ROSTER / "accounts.csv").open(encoding="utf-8-sig", newline="") as file:
        template = next(
            row for row in csv.DictReader(file) if (row["platform"], row["level"]) == ("website", "county")
        )
    rows = [
        template
        | {
            "account_id": f"real-{folder}",
            "name": f"网站 {folder}",
            "native_id": f"real-{folder}",
            "address": f"{site.url}/{folder}/list.html",
            "unit": f"网站 {folder}",
            "status": "active",
            "roster_to": "",
        }
        for folder in by_folder()
    ]
    with (directory / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, template.keys())
        writer.writeheader()
        writer.writerows(rows)
    return directory


def _minute(time: str) -> str:
    """A time as `2020-03-01 10:05`; a date alone stands for its first minute."""
    return datetime.fromisoformat(time).strftime("%Y-%m-%d %H:%M")
