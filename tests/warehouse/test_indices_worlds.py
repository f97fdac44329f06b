"""The indices agree with their formulas written out in Python, on small random weeks."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.test_indices import last_week, publish, wci_of
from tests.warehouse.worlds import few_worlds
from warehouse.client import Warehouse

Article = dict[str, int | None]
Signals = tuple[float, float, float, float]

count = st.one_of(st.none(), st.integers(0, 5000), st.integers(0, 5000))
article = st.fixed_dictionaries(
    {
        "position": st.one_of(st.none(), st.just(1), st.just(1), st.just(2)),
        "views": count,
        "looks": count,
        "likes": count,
        "shares": count,
    }
)
SIGNALS = ("views", "looks", "likes", "shares")
VERSIONS: dict[str, tuple[Signals, Signals, int]] = {
    "wci-14.2-s4": ((0.70, 0.09, 0.06, 0.15), (0.6, 0.2, 0.1, 0.1), 12),
    "wci-14.2-s3": ((0.85, 0.09, 0.06, 0), (0.6, 0.2, 0.1, 0.1), 12),
    "wci-13": ((0.85, 0.15, 0, 0), (0.3, 0.3, 0.3, 0.1), 10),
    "wci-nohead-2024": ((0.85, 0, 0.15, 0), (0.42, 0.42, 0, 0.16), 10),
    "wci-12": ((0.8, 0.2, 0, 0), (0.40, 0.45, 0, 0.15), 10),
}


@few_worlds
@given(articles=st.lists(article, max_size=4))
def test_wci_is_its_formula_and_empty_where_an_article_lacks_what_it_weighs(
    warehouse: Warehouse, articles: list[Article]
) -> None:
    for table in (
        "accounts",
        "crawls",
        "visit_days",
        "account_visits",
        "posts",
        "metrics",
        "post_metrics",
        "post_months",
    ):
        warehouse.command(f"TRUNCATE TABLE {table}")
    starts = last_week()
    publish(warehouse, "wechat", starts, 7, articles)
    rows = wci_of(warehouse, "week", starts)
    for version in VERSIONS:
        expected = slow_wci(articles, version)
        assert rows[version]["wci"] == (None if expected is None else pytest.approx(expected)), version


def slow_wci(articles: list[Article], version: str) -> float | None:
    """The index of a week of seven days; None where an input it weighs is unknown."""
    weights, forces, factor = VERSIONS[version]
    weighed = [name for name, weight in zip(SIGNALS, weights, strict=True) if weight]
    if any(one[name] is None for one in articles for name in weighed):
        return None
    if forces[2] and any(one["position"] is None for one in articles):
        return None
    heads = [one for one in articles if one["position"] == 1]
    values = [
        _force(weights, {name: _sum(articles, name) / 7 for name in weighed}),
        _force(weights, {name: _sum(articles, name) / max(len(articles), 1) for name in weighed}),
        _force(weights, {name: _sum(heads, name) / 7 for name in weighed}),
        _force(weights, {name: max((one[name] or 0 for one in articles), default=0) for name in weighed}),
    ]
    return factor * sum(share * value for share, value in zip(forces, values, strict=True)) ** 2


def _sum(articles: list[Article], name: str) -> int:
    return sum(one[name] or 0 for one in articles)


def _force(weights: Signals, of: dict[str, float]) -> float:
    scaled = {name: value if name == "views" else 10 * value for name, value in of.items()}
    return sum(
        weight * log(scaled[name] + 1) for name, weight in zip(SIGNALS, weights, strict=True) if weight
    )
