"""Asked at this moment, a report's answers are those of the views that the dashboards show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from dashboards.reports.facts import Facts
from dashboards.reports.periods import Period
from dashboards.reports.scope import chosen_scope
from hub.clock import beijing_day
from tests.dashboards.small_province import fill
from tests.warehouse.conftest import empty
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.rows import now
from warehouse.client import connect
from warehouse.migrations import migrate


@pytest.fixture(scope="module")
def facts(warehouse_server: ServerProcess) -> Iterator[Facts]:
    """A report about the last thirty days of the dashboards' small province, at this moment."""
    warehouse = connect(warehouse_server.settings, patience=30)
    migrate(warehouse)
    empty(warehouse)
    fill(warehouse)
    until = beijing_day(now()) + timedelta(days=1)
    period = Period("monthly", until - timedelta(days=30), until)
    yield Facts(warehouse, chosen_scope(warehouse), period, now())
    warehouse.close()


def asked(facts: Facts, sql: str) -> list[tuple[object, ...]]:
    days = {"since": facts.period.begin, "until": facts.period.until}
    return [tuple(row.values()) for row in facts.warehouse.query(sql, days)]


def test_states_are_those_of_v_account_state(facts: Facts) -> None:
    assert [
        (account.account_id, account.state, account.silent_days)
        for account in sorted(facts.accounts, key=lambda account: account.account_id)
    ] == asked(facts, "SELECT account_id, state, silent_days FROM v_account_state ORDER BY account_id")


def test_posts_are_those_of_v_posts(facts: Facts) -> None:
    assert (
        sum(account.posts for account in facts.accounts)
        == asked(
            facts,
            "SELECT count() FROM v_posts WHERE NOT deleted AND level != ''"
            " AND published_day >= {since:Date} AND published_day < {until:Date}",
        )[0][0]
    )
    assert _by_level(facts) == dict(
        asked(
            facts,
            "SELECT level, posts FROM v_output_between(since = {since:Date}, until = {until:Date})",
        )
    )


def test_reach_is_that_of_v_reach_between(facts: Facts) -> None:
    assert [
        (one.platform, one.level, one.posts, one.ripe, one.young, one.missing, one.median or 0.0)
        for one in facts.reach
    ] == asked(
        facts,
        "SELECT platform, level, posts, mature_posts, young_posts, missing_posts, ifNull(reach_7d_median, 0)"
        " FROM v_reach_between(since = {since:Date}, until = {until:Date})"
        " WHERE basis_name != '不公布' ORDER BY platform, level_order",
    )


def test_adoption_is_that_of_v_adoption_between(facts: Facts) -> None:
    assert [
        (one.key, one.targets, one.unknown, one.eligible, one.adopters)
        for one in facts.adoption("level", facts.period)
    ] == asked(
        facts,
        "SELECT level, targets, unknown, eligible, adopters"
        " FROM v_adoption_between(since = {since:Date}, until = {until:Date}) ORDER BY level_order",
    )


def test_the_last_day_an_audience_was_addressed_is_unknown_where_it_never_was(facts: Facts) -> None:
    assert {audience.last_day for audience in facts.audiences} == {None}
    assert facts.output_by_day[0].day > date(2020, 1, 1)


def _by_level(facts: Facts) -> dict[object, object]:
    found: dict[object, object] = {}
    for account in facts.accounts:
        if account.gathered:
            found[account.level] = found.get(account.level, 0) + account.posts  # type: ignore[operator]
    return found
