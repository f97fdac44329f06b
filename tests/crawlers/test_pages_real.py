"""Real pages, served as websites on loopback, are gathered whole and read well."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.url import gather_url
from hub.clock import SettableClock
from hub.settings import Settings
from tests.crawlers.serving import Kept, Site, serving
from tests.evaluation.real_pages import PAGES, evaluate, truth

pytestmark = [
    pytest.mark.real_pages,
    pytest.mark.skipif(not (PAGES / "truth.csv").exists(), reason=f"there is no {PAGES / 'truth.csv'}"),
]
NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
FLOORS = {"title": 0.95, "published_at": 0.9, "body_first": 0.85, "body_last": 0.85, "source": 0.85}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Each folder of real pages as a website with a list page made for it."""
    with serving() as running:
        for folder in sorted({Path(row["file"]).parent for row in truth()}):
            rows = [row for row in truth() if Path(row["file"]).parent == folder]
            for row in rows:
                running.page(f"/{row['file']}", (PAGES / row["file"]).read_bytes())
            items = (f'<li><a href="{Path(row["file"]).name}">{row["title"]}</a></li>' for row in rows)
            running.page(f"/{folder}/list.html", f"<title>列表</title><ul>{''.join(items)}</ul>")
        yield running


def test_every_real_page_becomes_a_post(site: Site) -> None:
    settings = Settings(data=Path("unused"), crawl_delay=0, crawl_timeout=30, retry_pause=0.001)
    kept = Kept()
    for folder in sorted({Path(row["file"]).parent for row in truth()}):
        finished = asyncio.run(
            gather_url(settings, f"{site.url}/{folder}/list.html", kept, SettableClock(NOW))
        )
        assert finished.outcome == "ok", finished.error
    assert len({post.post_id for post in kept.posts}) == len(truth())
    assert kept.letters == []


def test_fields_of_real_pages_are_read_at_least_as_well_as_promised() -> None:
    results, _ = evaluate()
    for name, floor in FLOORS.items():
        of_field = [result for result in results if result.field == name]
        assert sum(result.right for result in of_field) >= floor * len(of_field), name
