"""The queries of docs/sql.md run, views with parameters answer for their period, every view is documented."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from hub.clock import beijing_day, start_of_beijing_day
from tests.warehouse.rows import account, adoption, ago, figure, insert, now, post, release, visit
from tests.warehouse.test_views_names import VIEWS
from warehouse.client import Warehouse

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = re.findall(r"```sql\n(.*?)```", (DOCS / "sql.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", EXAMPLES, ids=[example.splitlines()[0][:50] for example in EXAMPLES])
def test_an_example_runs(warehouse: Warehouse, query: str) -> None:
    warehouse.query(query)


def test_every_view_is_in_the_handbook() -> None:
    assert [view for view in VIEWS if view not in _named()] == []


def test_no_page_names_a_view_that_is_not_there() -> None:
    assert _named() - set(VIEWS) == set()


def test_a_period_begins_at_midnight_in_beijing_and_leaves_its_last_day_out(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("p", "douyin", "province"), account("k", "douyin"))
    since = beijing_day(ago(days=20))
    until = since + timedelta(days=2)
    first, after = start_of_beijing_day(since), start_of_beijing_day(until)
    instants = {
        "before": first - timedelta(milliseconds=1),
        "first": first,
        "last": after - timedelta(milliseconds=1),
        "after": after,
    }
    for name, at in instants.items():
        insert(warehouse, "posts", post(f"douyin:{name}", "p", at))
        insert(warehouse, "metrics", figure(f"douyin:{name}", at + timedelta(days=6), views=10))
        insert(warehouse, "releases", release(f"douyin:{name}", "p", at))
        insert(
            warehouse,
            "adoptions",
            adoption(f"douyin:{name}", f"douyin:k-{name}", "k", at + timedelta(hours=1)),
        )
    insert(warehouse, "crawls", *(visit("k", ago(days=day)) for day in range(25)))
    period = {"since": since, "until": until}
    between = "(since = {since:Date}, until = {until:Date})"
    [reach] = warehouse.query(f"SELECT posts, reach_7d FROM v_reach_between{between}", period)
    assert reach == {"posts": 2, "reach_7d": 20}
    output = warehouse.query(f"SELECT level, posts, zero_share FROM v_output_between{between}", period)
    assert [tuple(row.values()) for row in output] == [("province", 2, 0.0), ("county", 0, 1.0)]
    [adopted] = warehouse.query(
        f"SELECT releases, eligible, adopters FROM v_adoption_between{between}", period
    )
    assert adopted == {"releases": 2, "eligible": 2, "adopters": 2}
    posts = warehouse.query(
        "SELECT post_id FROM v_posts_of(account = 'p', since = {since:Date}, until = {until:Date})", period
    )
    assert [row["post_id"] for row in posts] == ["douyin:first", "douyin:last"]
    assert now() > after


def _named() -> set[str]:
    """The views that any page of the handbook names."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    return set(re.findall(r"\bv_[a-z0-9_]*[a-z0-9]\b", pages))
