"""Other channels, counted slowly and obviously from small rows, to compare the views with."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from hub.clock import beijing_day, start_of_beijing_day
from tests.warehouse.rows import now
from tests.warehouse.slow_reach import kept
from tests.warehouse.worlds import AUDIENCES, REGIONS, TOPICS, World

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by table."""

CODES: Final = [str(row["region_code"]) for row in REGIONS]
_REGION: Final = {str(row["region_code"]): row for row in REGIONS}
_ENTERED: Final = {"withdrawn": False, "file": "表.xlsx", "entered_by": "某人"}


@st.composite
def handed_in(draw: st.DrawFn) -> Rows:
    """A few rows of each table: withdrawn ones, unknown amounts, days in the future and beyond a year."""
    days = st.integers(-3, 380).map(lambda ago: beijing_day(now()) - timedelta(days=ago))
    counts, unknown = st.integers(0, 5000), st.none() | st.integers(0, 5000)
    common = st.fixed_dictionaries(
        {
            "region_code": st.sampled_from(CODES),
            "topics": st.lists(st.sampled_from(TOPICS), max_size=2, unique=True),
            "audiences": st.lists(st.sampled_from(AUDIENCES), max_size=2, unique=True),
            "withdrawn": st.sampled_from([False, False, False, True]),
        }
    )

    def rows(**columns: Any) -> list[Row]:
        drawn = draw(st.lists(st.tuples(common, st.fixed_dictionaries(columns)), min_size=1, max_size=5))
        return [
            _ENTERED | {"record_id": str(number), "entered_at": now()} | shared | own
            for number, (shared, own) in enumerate(drawn)
        ]

    told = {"unit": st.just("某单位")}
    spans = {"first_day": days, "last_day": st.none()}
    return {
        "sms_batches": rows(
            **told,
            sent_at=days.map(start_of_beijing_day),
            text=st.just("短信"),
            recipients=counts,
            delivered=unknown,
        ),
        "publicity_events": rows(
            **told,
            **spans,
            name=st.just("活动"),
            event_kind=st.just("drill"),
            place=st.just(""),
            attendance=unknown,
        ),
        "screen_runs": [
            row | {"last_day": row["first_day"] + timedelta(days=row["plays_a_day"] or 0)}
            for row in rows(
                **spans,
                station=st.just("屏"),
                screen_kind=st.just("outdoor"),
                text=st.just("片"),
                plays_a_day=st.none() | st.integers(0, 9),
            )
        ],
    }


def activities(rows: Rows) -> list[Row]:
    """Channel, first day, what was sent and the amount beside each record that holds."""
    return [
        {"channel": channel, "addressed": None, **row, "first_day": first, "amount": amount(row)}
        | ({"addressed": row["recipients"]} if channel == "sms" else {})
        for table, (channel, first_of, amount) in _TABLES.items()
        for row in rows[table]
        if not row["withdrawn"]
        for first in [first_of(row)]
    ]


def by_region(rows: Rows, world: World) -> dict[tuple[Any, ...], list[Any]]:
    """Records, unknown ones, amount, addressed, delivered rate, per thousand and posts, by the view's key."""
    found = defaultdict(list)
    for one in activities(rows):
        for period, start in _periods(one["first_day"]):
            found[period, start, one["region_code"], one["channel"]].append(one)
    return {key: _of_region(key, told, world) for key, told in found.items()}


def by_level(rows: Rows, world: World) -> dict[tuple[Any, ...], list[Any]]:
    """Regions, records, amount, delivered_rate and posts, by period, its start, level and channel."""
    found = defaultdict(list)
    for one in activities(rows):
        for period, start in _periods(one["first_day"]):
            found[period, start, _REGION[one["region_code"]]["level"], one["channel"]].append(one)
    return {
        key: [
            len({one["region_code"] for one in told}),
            len(told),
            _sum(told),
            _delivered_rate(told),
            sum(
                (key[0], key[1]) in _periods(beijing_day(post["published_at"]))
                for post in kept(world)
                if _account(world, post)["level"] == key[2]
            ),
        ]
        for key, told in found.items()
    }


def by_topic(rows: Rows, world: World) -> dict[tuple[Any, ...], list[Any]]:
    """Records, amount and posts of the last 365 days, by region, dimension, key and channel."""
    found = defaultdict(list)
    for one in activities(rows):
        if _in_year(one["first_day"]):
            for part in _parts(one):
                found[one["region_code"], *part, one["channel"]].append(one)
    return {
        key: [len(told), _sum(told), _posts_of(world, key[0], lambda post, key=key: key[1:3] in _parts(post))]
        for key, told in found.items()
    }


_TABLES: Final[dict[str, tuple[str, Any, Any]]] = {
    "sms_batches": ("sms", lambda row: beijing_day(row["sent_at"]), lambda row: row["delivered"]),
    "publicity_events": ("event", lambda row: row["first_day"], lambda row: row["attendance"]),
    "screen_runs": (
        "screen",
        lambda row: row["first_day"],
        lambda row: (
            None
            if row["plays_a_day"] is None
            else row["plays_a_day"] * ((row["last_day"] - row["first_day"]).days + 1)
        ),
    ),
}


def _of_region(key: tuple[Any, ...], told: list[Row], world: World) -> list[Any]:
    period, start, region, channel = key
    amount, people = _sum(told), _REGION[region]["population"]
    receipts = [one for one in told if one["amount"] is not None]
    return [
        len(told),
        len(told) - len(receipts),
        amount,
        sum(one["addressed"] for one in receipts) if channel == "sms" and receipts else None,
        _delivered_rate(told),
        None if amount is None or not people else 1000 * amount / people,
        _posts_in(world, region, period, start),
    ]


def _delivered_rate(told: list[Row]) -> float | None:
    receipts = [one for one in told if one["channel"] == "sms" and one["amount"] is not None]
    sent = sum(one["addressed"] for one in receipts)
    return sum(one["amount"] for one in receipts) / sent if sent else None


def _sum(told: list[Row]) -> int | None:
    known = [one["amount"] for one in told if one["amount"] is not None]
    return sum(known) if known else None


def _periods(day: date) -> list[tuple[str, date]]:
    return [("month", day.replace(day=1)), ("week", day - timedelta(days=day.weekday()))]


def _in_year(day: date) -> bool:
    return 0 <= (beijing_day(now()) - day).days < 365


def _parts(row: Row) -> list[tuple[str, str]]:
    topics = [("topic", code) for code in row["topics"] or [""]]
    return topics + [("audience", code) for code in row["audiences"] or [""]]


def _account(world: World, post: Row) -> Row:
    return next(one for one in world.accounts if one["account_id"] == post["account_id"])


def _posts_in(world: World, region: str, period: str, start: date) -> int | None:
    if region not in {one["region_code"] for one in world.accounts}:
        return None
    return sum(
        (period, start) in _periods(beijing_day(post["published_at"]))
        for post in kept(world)
        if _account(world, post)["region_code"] == region
    )


def _posts_of(world: World, region: str, wanted: Any) -> int | None:
    if region not in {one["region_code"] for one in world.accounts}:
        return None
    return sum(
        wanted(post) and _in_year(beijing_day(post["published_at"]))
        for post in kept(world)
        if _account(world, post)["region_code"] == region
    )
