"""Who is meant by the words in which a person names the targets of a release."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.errors import ConfigError
from hub.roster import Roster, load_roster
from hub.settings import Settings
from warehouse.assigned import assigned_id, choose_targets

ISSUED = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return load_roster(Settings(_env_file=None).roster)  # type: ignore[call-arg]


def test_a_region_means_all_below_it(roster: Roster) -> None:
    chosen = choose_targets(roster, ["region:130000"], ISSUED)
    assert set(chosen) == set(choose_targets(roster, ["all"], ISSUED)) - _without_region(roster)
    city = next(account for account in roster.accounts if account.level == "county" and account.region_code)
    parent = roster.regions[str(city.region_code)].parent_code
    assert city.account_id in choose_targets(roster, [f"region:{parent}"], ISSUED)


def test_words_add_up_and_name_nobody_twice(roster: Roster) -> None:
    county = choose_targets(roster, ["level:county"], ISSUED)
    both = choose_targets(roster, ["level:county", f"account:{county[0]}"], ISSUED)
    assert both == county == tuple(sorted(set(county)))


@pytest.mark.parametrize("word", ["level:village", "region:999999", "nobody", "all:of", "account:none", ""])
def test_a_word_that_means_nobody_is_refused_in_one_sentence(roster: Roster, word: str) -> None:
    with pytest.raises(ConfigError, match="means no account"):
        choose_targets(roster, [word], ISSUED)


def test_one_link_has_one_id_and_a_title_one_for_each_day() -> None:
    later = ISSUED.replace(day=2)
    assert assigned_id("", "https://a.example/1", ISSUED) == assigned_id("x", "http://a.example/1/", later)
    assert assigned_id("冬季 取暖", "", ISSUED) == assigned_id("冬季取暖", "", ISSUED)
    assert assigned_id("冬季取暖", "", ISSUED) != assigned_id("冬季取暖", "", later)


def _without_region(roster: Roster) -> set[str]:
    return {account.account_id for account in roster.accounts if account.region_code is None}
