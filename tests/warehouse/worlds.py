"""Small random provinces for the property tests of the measures: rows that a slow model can read as well.

They hold what tends to break a measure: no account at all, one account, accounts that joined late, left or
are not gathered, posts older than their account, posts at 00:00 and 24:00 of a Beijing day, deletions, ties,
missing figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from hub.clock import beijing_day, start_of_beijing_day
from tests.warehouse.rows import (
    account,
    adoption,
    department,
    figure,
    insert,
    now,
    post,
    region,
    release,
    visit,
)
from warehouse.client import Warehouse

Row = dict[str, object]

few_worlds = settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
"""A world costs seconds in the warehouse, so few are drawn, and a failing one is shown as it was drawn."""

PLATFORMS = ("douyin", "wechat", "weibo")
TOPICS = ("ebike", "gas", "other")
AUDIENCES = ("rural", "school")
REGIONS = (
    region("13", "某省", "province", population=7000),
    region("c1", "甲市", "city", "13", population=3000),
    region("c2", "乙市", "city", "13"),
    region("k1", "子县", "county", "c1", population=1000),
    region("k2", "丑县", "county", "c1", population=500),
    region("k3", "寅县", "county", "c2"),
    region("k4", "卯县", "county", "13", population=200),
)
"""Two cities; one county run by the province; two regions whose population is unknown."""
_LEVEL_OF = {str(row["region_code"]): str(row["level"]) for row in REGIONS}
_TABLES = (
    "regions",
    "departments",
    "accounts",
    "posts",
    "post_versions",
    "metrics",
    "post_metrics",
    "post_months",
    "crawls",
    "visit_days",
    "account_visits",
    "releases",
    "adoptions",
    "kept_rounds",
)


@dataclass(frozen=True)
class World:
    """The rows of a small province, as they go into the tables of the same names."""

    accounts: tuple[Row, ...]
    posts: tuple[Row, ...]
    metrics: tuple[Row, ...]
    crawls: tuple[Row, ...]
    releases: tuple[Row, ...]
    adoptions: tuple[Row, ...]

    def account(self, account_id: object) -> Row | None:
        return next((row for row in self.accounts if row["account_id"] == account_id), None)


def load(warehouse: Warehouse, world: World) -> None:
    """Put a world in the place of whatever the warehouse holds."""
    for table in _TABLES:
        warehouse.command(f"TRUNCATE TABLE {table}")
    insert(warehouse, "regions", *REGIONS)
    insert(warehouse, "departments", department("education", "教育"), department("water", "水利"))
    for table in ("accounts", "posts", "metrics", "crawls", "releases", "adoptions"):
        rows = getattr(world, table)
        if rows:
            insert(warehouse, table, *rows)


@st.composite
def worlds(draw: st.DrawFn, least_posts: int = 0) -> World:
    """Up to six accounts with up to four posts each, releases among them, and visits on some days."""
    number = draw(st.integers(1 if least_posts else 0, 6))
    accounts = tuple(draw(_account(f"a{index}")) for index in range(number))
    posts = tuple(
        draw(_post(f"{row['platform']}:{row['account_id']}-{index}", str(row["account_id"])))
        for row in accounts
        for index in range(draw(st.integers(least_posts, 4)))
    )
    metrics = tuple(row for one in posts for row in draw(_figures(one)))
    crawls = tuple(row for one in accounts for row in draw(_visits(str(one["account_id"]))))
    releases = tuple(
        release(str(one["post_id"]), str(one["account_id"]), _instant(one["published_at"]))
        for one in posts
        if _is_above_county(one, accounts) and draw(st.booleans())
    )
    adoptions = tuple(row for one in releases for row in draw(_adoptions(one, posts)))
    return World(accounts, posts, metrics, crawls, releases, adoptions)


@st.composite
def _account(draw: st.DrawFn, account_id: str) -> Row:
    code = draw(st.sampled_from([str(row["region_code"]) for row in REGIONS]))
    today = beijing_day(now())
    department = draw(st.sampled_from(["", "", "education"]))
    return account(
        account_id,
        draw(st.sampled_from(PLATFORMS)),
        _LEVEL_OF[code],
        region_code=code,
        kind="department" if department else "brigade",
        department=department,
        unit=f"{code}的单位",
        status=draw(st.sampled_from(["active", "active", "active", "closed"])),
        gathered=draw(st.sampled_from([True, True, True, False])),
        roster_from=draw(
            st.sampled_from([date(2020, 1, 1), today - timedelta(days=25), today - timedelta(days=3)])
        ),
        roster_to=draw(
            st.sampled_from([None, None, None, today - timedelta(days=2), today + timedelta(days=40)])
        ),
    )


@st.composite
def _post(draw: st.DrawFn, post_id: str, account_id: str) -> Row:
    published_at = draw(_instants())
    return post(
        post_id,
        account_id,
        published_at,
        published_precision=draw(st.sampled_from(["second", "second", "day"])),
        media=draw(st.sampled_from(["article", "video"])),
        deleted=draw(st.sampled_from([False, False, False, True])),
        fetched_at=published_at + timedelta(hours=draw(st.integers(1, 40))),
        topics=draw(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True)),
        audiences=draw(st.lists(st.sampled_from(AUDIENCES), max_size=2, unique=True)),
        source_label=draw(st.sampled_from([None, None, "某省消防"])),
        repost_of=draw(st.sampled_from([None, None, "wechat:elsewhere"])),
    )


@st.composite
def _instants(draw: st.DrawFn) -> datetime:
    """An instant of the last 40 days: the first or last of a Beijing day, or some minute of it."""
    day = beijing_day(now()) - timedelta(days=draw(st.integers(1, 40)))
    begins = start_of_beijing_day(day)
    after = draw(
        st.one_of(st.sampled_from([0, 86_399_999]), st.integers(0, 1439).map(lambda minute: minute * 60_000))
    )
    return begins + timedelta(milliseconds=after)


@st.composite
def _figures(draw: st.DrawFn, of: Row) -> list[Row]:
    hours = draw(
        st.lists(
            st.sampled_from([0.5, 1, 11, 12, 24, 30, 50, 72, 100, 120, 168, 169, 300]),
            max_size=5,
            unique=True,
        )
    )
    counts = st.one_of(st.none(), st.integers(0, 200))
    rows = []
    for age in hours:
        at = _instant(of["published_at"]) + timedelta(hours=age)
        source = draw(st.sampled_from(["official", "official", "export"]))
        kind = draw(st.sampled_from(["cumulative", "cumulative", "cumulative", "daily"]))
        rows.append(
            figure(str(of["post_id"]), at, views=draw(counts), readers=draw(counts), source=source, kind=kind)
        )
    return rows


@st.composite
def _visits(draw: st.DrawFn, account_id: str) -> list[Row]:
    """None, some days, or every day of the last seven weeks; a few of them failed."""
    every = draw(st.sampled_from([0, 1, 1, 3]))
    days = range(0, 49, every) if every else range(0)
    failing = draw(st.sets(st.integers(0, 48), max_size=3))
    noon = start_of_beijing_day(beijing_day(now())) - timedelta(hours=12)
    return [
        visit(account_id, noon - timedelta(days=day), outcome="failed" if day in failing else "ok")
        for day in days
    ]


@st.composite
def _adoptions(draw: st.DrawFn, of: Row, posts: tuple[Row, ...]) -> list[Row]:
    issued_at = _instant(of["issued_at"])
    carrying = [
        one
        for one in posts
        if one["account_id"] != of["account_id"]
        and issued_at <= _instant(one["published_at"]) < issued_at + timedelta(days=14)
        and draw(st.booleans())
    ]
    return [
        adoption(
            str(of["release_id"]),
            str(one["post_id"]),
            str(one["account_id"]),
            _instant(one["published_at"]),
            valid=draw(st.sampled_from([True, True, True, False])),
        )
        for one in carrying
    ]


def _is_above_county(one: Row, accounts: tuple[Row, ...]) -> bool:
    return any(row["account_id"] == one["account_id"] and row["level"] != "county" for row in accounts)


def _instant(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value
