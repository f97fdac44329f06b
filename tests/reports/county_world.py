"""A province whose November of 2025 can be counted by hand: ten accounts, four counties, two releases.

The week told is Monday the 17th to Sunday the 23rd. Every gathered account but one is visited each day at
07:00 Beijing time from the 1st of October to the 24th of November.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from dashboards.reports.periods import Kind, Period, chosen_period
from hub.clock import BEIJING
from tests.warehouse.rows import (
    account,
    adoption,
    assigned,
    assigned_adoption,
    department,
    figure,
    insert,
    now,
    post,
    region,
    release,
    visit,
)
from warehouse.benchmarks import work_out_all
from warehouse.client import Warehouse
from warehouse.kept import keep_answers

MONDAY: Final = date(2025, 11, 17)
FIRST_VISIT, LAST_VISIT = date(2025, 10, 1), date(2025, 11, 24)
UNSEEN: Final = "k3-douyin"
"""The account whose visits fail."""

ACCOUNTS: Final = (
    # id, platform, level, region, kind, department, days of November with a post
    ("p-wechat", "wechat", "province", "130000", "brigade", "", (3, 10, 17, 18, 20)),
    ("c1-wechat", "wechat", "city", "130100", "brigade", "", (4, 11, 17, 18)),
    ("c2-weibo", "weibo", "city", "130200", "brigade", "", (12, 19)),
    ("k1-wechat", "wechat", "county", "130102", "brigade", "", (5, 12, 19)),
    ("k1-douyin", "douyin", "county", "130102", "brigade", "", (6, 13, 14)),
    ("k2-wechat", "wechat", "county", "130104", "brigade", "", (1,)),
    ("k3-douyin", "douyin", "county", "130203", "brigade", "", (10,)),
    ("k3-kuaishou", "kuaishou", "county", "130203", "brigade", "", ()),
    ("d-wechat", "wechat", "city", "130100", "department", "education", (2, 18)),
    ("d-website", "website", "county", "130102", "department", "education", (3,)),
)


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    """An hour of a Beijing day of 2025."""
    return datetime(2025, month, day, hour, tzinfo=BEIJING)


def period_of(kind: Kind, text: str) -> Period:
    """The period a text names, as it would be asked for at the end of the year."""
    return chosen_period(kind, text, at(31, month=12))


def fill(warehouse: Warehouse) -> None:
    """Put it into empty tables."""
    _fill_roster(warehouse)
    insert(warehouse, "crawls", *_visits())
    _fill_posts(warehouse)
    _fill_releases(warehouse)
    keep_answers(warehouse, now())


def _fill_roster(warehouse: Warehouse) -> None:
    insert(
        warehouse,
        "regions",
        region("130000", "某省", "province"),
        region("130100", "甲市", "city", "130000"),
        region("130200", "乙市", "city", "130000"),
        region("130102", "东县", "county", "130100"),
        region("130104", "西县", "county", "130100"),
        region("130203", "南县", "county", "130200"),
        region("130204", "北县", "county", "130200"),
    )
    insert(warehouse, "departments", department("education", "教育"))
    insert(
        warehouse,
        "accounts",
        *(
            account(
                name,
                platform,
                level,
                region_code=code,
                kind=kind,
                department=line,
                name=f"账号{name}",
                unit=f"单位{code}{line}",
                gathered=platform != "kuaishou",
            )
            for name, platform, level, code, kind, line, _ in ACCOUNTS
        ),
    )


def _visits() -> list[dict[str, object]]:
    days = [FIRST_VISIT + timedelta(days=n) for n in range((LAST_VISIT - FIRST_VISIT).days + 1)]
    return [
        visit(name, at(day.day, 7, day.month), platform=platform, outcome=_outcome(name))
        for name, platform, *_ in ACCOUNTS
        if platform != "kuaishou"
        for day in days
    ]


def _outcome(name: str) -> str:
    return "failed" if name == UNSEEN else "ok"


def _fill_posts(warehouse: Warehouse) -> None:
    posts, figures = [], []
    for number, (name, platform, *_, days) in enumerate(ACCOUNTS):
        earlier = [_post(name, platform, 20, month=10)]
        for one in earlier + [_post(name, platform, day) for day in days]:
            posts.append(one)
            if platform in ("wechat", "douyin"):
                figures.append(_figure(one, 100 * (number + 1)))
    posts[-1] |= {"audiences": ["rural", "school"]}
    insert(warehouse, "posts", *posts)
    insert(warehouse, "metrics", *figures)
    work_out_all(warehouse, datetime.now(UTC))


def _post(name: str, platform: str, day: int, month: int = 11) -> dict[str, object]:
    return post(
        f"{platform}:{name}-{month}-{day}",
        name,
        at(day, month=month),
        title=f"{name} {month}月{day}日<b>",
        topics=["warning"] if day == 19 else ["electrical"],
        source_label=None,
        repost_of=None,
    )


def _figure(row: dict[str, object], value: int) -> dict[str, object]:
    published_at = row["published_at"]
    assert isinstance(published_at, datetime)
    return figure(str(row["post_id"]), published_at + timedelta(days=6), readers=value, views=value)


def _fill_releases(warehouse: Warehouse) -> None:
    """The province's posts of the 17th (carried by c1 after 24 hours, by k1 after 48) and of the 20th."""
    insert(
        warehouse,
        "releases",
        release("wechat:p-wechat-11-17", "p-wechat", at(17), carriers=2),
        release("wechat:p-wechat-11-20", "p-wechat", at(20), carriers=1),
    )
    insert(
        warehouse,
        "adoptions",
        adoption("wechat:p-wechat-11-17", "wechat:c1-wechat-11-18", "c1-wechat", at(18)),
        adoption("wechat:p-wechat-11-17", "wechat:k1-wechat-11-19", "k1-wechat", at(19)),
    )
    insert(
        warehouse,
        "assigned_releases",
        assigned("assigned:1", ["c1-wechat", "k1-wechat", "k2-wechat", UNSEEN], at(17), title="布置的一件"),
    )
    insert(
        warehouse,
        "assigned_adoptions",
        assigned_adoption("assigned:1", "wechat:c1-wechat-11-18", "c1-wechat", at(18)),
    )
