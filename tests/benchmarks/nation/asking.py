"""What dashboards ask of a nation's views, and the same asked of the raw rows.

The raw views are the measures themselves, with each roll-up replaced by the query that makes it, over all rows and
with FINAL. So a difference between the two is a fault of the roll-up, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from warehouse.client import Warehouse
from warehouse.migrations import MEASURES
from warehouse.rollups import ROLLUPS
from warehouse.statements import split_statements

CITY: Final = "c0040"
_POSTS: Final = (
    "reach_7d, reach_last, title, url, account_name, level_name, city_name, platform_name, main_topic_name"
)
_BY_LEVEL: Final = (
    "level_name, platform_name, count() AS posts, sum(reach_7d) AS reach, median(reach_7d) AS middle"
)
_BY_WEEK: Final = "published_week, platform_name, count() AS posts, sum(reach_7d) AS reach"
_TODAY: Final = "toDate(now64(3), 'Asia/Shanghai')"
_MONTH: Final = f"published_day >= {_TODAY} - 30 AND city_code = '{CITY}'"
_YEAR: Final = f"published_day >= {_TODAY} - 365"


@dataclass(frozen=True)
class Question:
    """A query on a view, as a dashboard's chart asks it, and what it filters by."""

    view: str
    filtered: str
    sql: str


def questions(views: list[str]) -> list[Question]:
    """What is asked: of the views with a time each with both filters, of the others all their rows."""
    asked = [
        *_of_posts("v_post_reach", _POSTS),
        *_of_posts("v_posts", _POSTS.replace("reach_7d, reach_last, ", "")),
    ]
    asked += [
        Question(
            "v_post_reach",
            f"{name}, by level",
            f"SELECT {_BY_LEVEL} FROM v_post_reach WHERE counted AND {where} GROUP BY ALL ORDER BY ALL",
        )
        for name, where in (("30 days, a city", _MONTH), ("12 months, all", _YEAR))
    ]
    asked.append(
        Question(
            "v_post_reach",
            "12 months, by week",
            f"SELECT {_BY_WEEK} FROM v_post_reach WHERE counted AND {_YEAR} GROUP BY ALL ORDER BY ALL",
        )
    )
    asked.append(
        Question("v_posts", "12 months, count", f"SELECT count() FROM v_posts WHERE NOT deleted AND {_YEAR}")
    )
    for view in views:
        if view in _ASKED_OTHERWISE:
            asked += [Question(view, name, sql) for name, sql in _ASKED_OTHERWISE[view]]
        elif view not in ("v_post_reach", "v_posts"):
            asked.append(Question(view, "all", f"SELECT * FROM {view}"))
    return asked


def _of_posts(view: str, columns: str) -> list[Question]:
    return [
        Question(
            view,
            f"{name}, newest 100",
            f"SELECT {columns} FROM {view} WHERE {where} ORDER BY published_at DESC, post_id LIMIT 100",
        )
        for name, where in (("30 days, a city", _MONTH), ("12 months, all", _YEAR))
    ]


def _indices(view: str) -> list[tuple[str, str]]:
    where = {
        "30 days, a city": f"period_start >= {_TODAY} - 45 AND city_name = '{CITY}'",
        "12 months, all": f"period_start >= {_TODAY} - 365 AND period = 'month'",
    }
    return [(name, f"SELECT * FROM {view} WHERE {condition}") for name, condition in where.items()]


def _of_a_post(view: str, extra: str = "") -> list[tuple[str, str]]:
    of = f"published_at >= now64(3) - INTERVAL 30 DAY{extra}"
    return [
        ("30 days, by level", f"SELECT platform, count() FROM {view} WHERE {of} GROUP BY ALL ORDER BY ALL")
    ]


_ASKED_OTHERWISE: Final[dict[str, list[tuple[str, str]]]] = {
    "v_post_metrics": _of_a_post("v_post_metrics"),
    "v_post_figures": _of_a_post("v_post_figures"),
    "v_post_reach_ages": [
        (
            "30 days, all",
            f"SELECT platform, age, state, count(), sum(reach) FROM v_post_reach_ages WHERE published_week >= {_TODAY} - 30 GROUP BY ALL ORDER BY ALL",
        ),
        (
            "12 months, all",
            f"SELECT platform, age, state, count(), sum(reach) FROM v_post_reach_ages WHERE published_week >= {_TODAY} - 365 GROUP BY ALL ORDER BY ALL",
        ),
    ],
    "v_overperformance": [
        ("one account", "SELECT * FROM v_overperformance WHERE account_id = 'account-00500' AND age = '7d'")
    ],
    "v_metrics": [
        ("one post", "SELECT * FROM v_metrics WHERE post_id = (SELECT min(post_id) FROM post_metrics)")
    ],
    "v_figure_drops": [
        ("one post", "SELECT * FROM v_figure_drops WHERE post_id = (SELECT min(post_id) FROM post_metrics)")
    ],
    "v_index_inputs": _indices("v_index_inputs"),
    "v_wci": _indices("v_wci"),
    "v_bci": _indices("v_bci"),
    "v_video_index": _indices("v_video_index"),
    "v_account_index": _indices("v_account_index"),
    "v_coverage": [("a city", f"SELECT * FROM v_coverage WHERE city_code = '{CITY}'")],
    "v_release_targets": [
        (
            "30 days, a city",
            f"SELECT level, count(), countIf(known) FROM v_release_targets WHERE issued_at >= now64(3) - INTERVAL 30 DAY AND city_code = '{CITY}' GROUP BY ALL ORDER BY ALL",
        ),
        (
            "12 months, all",
            "SELECT level, count(), countIf(known) FROM v_release_targets WHERE issued_at >= now64(3) - INTERVAL 365 DAY GROUP BY ALL ORDER BY ALL",
        ),
    ],
    "v_adoptions": [
        (
            "30 days, a city",
            f"SELECT * FROM v_adoptions WHERE issued_at >= now64(3) - INTERVAL 30 DAY AND city_name = '{CITY}'",
        )
    ],
    "v_uncredited_copies": [("newest 100", "SELECT * FROM v_uncredited_copies LIMIT 100")],
    "v_account_weeks": [
        (
            "12 weeks, a city",
            f"SELECT week, sum(posts) FROM v_account_weeks WHERE week >= {_TODAY} - 84 AND city_code = '{CITY}' GROUP BY ALL ORDER BY ALL",
        )
    ],
    "v_reach_between": [
        (
            "30 days",
            f"SELECT * FROM v_reach_between(since = toString({_TODAY} - 30), until = toString({_TODAY}))",
        )
    ],
    "v_output_between": [
        (
            "30 days",
            f"SELECT * FROM v_output_between(since = toString({_TODAY} - 30), until = toString({_TODAY}))",
        )
    ],
    "v_adoption_between": [],
    "v_posts_of": [],
}
"""Views one does not ask for all their rows, with what one asks."""


def views() -> list[str]:
    """Every view there is, but for the words of the hub and what is told of the stream and the alerts."""
    return [file.stem for file in sorted(MEASURES.glob("v_*.sql")) if not re.match(_SMALL, file.stem)]


_SMALL: Final = r"v_(alert|stream|dead|authorisations|export_due|platforms|topics|audiences|dimension|index_periods|assigned)"


def make_raw_views(warehouse: Warehouse) -> None:
    """For each view one that reads no roll-up, named raw_…; in the order the originals were written."""
    for name in ("post_metrics", "visit_days", "account_visits"):
        warehouse.command(f"CREATE OR REPLACE VIEW raw_{name} AS {_raw_rollup(name)}")
    written = warehouse.query(
        "SELECT name FROM schema_migrations FINAL WHERE startsWith(name, 'v_') AND digest != ''"
        " ORDER BY applied_at, name"
    )
    left = [str(row["name"]) for row in written]
    for name in left:
        for statement in split_statements((MEASURES / f"{name}.sql").read_text(encoding="utf-8")):
            warehouse.command(raw(statement))


def raw(sql: str) -> str:
    """A query or a view's definition, on the raw rows."""
    sql = re.sub(r"\b(post_metrics|visit_days|account_visits) FINAL", r"raw_\1", sql)
    sql = re.sub(r"\bFROM post_metrics\b", "FROM raw_post_metrics", sql)
    return re.sub(r"\b(v_[a-z0-9_]+)\b", r"raw_\1", sql)


def _raw_rollup(name: str) -> str:
    """The query that makes a roll-up, over all keys."""
    text = (ROLLUPS / f"{name}.sql").read_text(encoding="utf-8")
    made = text[text.index(")\n", text.index("INSERT INTO")) + 2 :].rpartition("SETTINGS")[0]
    made = re.sub(r"WHERE post_id BETWEEN.*?Array\(String\)\}\)", "", made, flags=re.DOTALL)
    made = re.sub(r"WHERE account_id IN.*?\n(?= *GROUP)", "", made, flags=re.DOTALL)
    return raw(made) if name == "account_visits" else made
