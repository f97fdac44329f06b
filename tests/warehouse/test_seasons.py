"""The seasons from which campaigns are proposed."""

from __future__ import annotations

from datetime import date

import pytest

from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from warehouse.seasons import seasons_near, seasons_of


def test_every_season_speaks_the_vocabulary_of_the_hub() -> None:
    for season in seasons_of(2026):
        assert season.topics
        assert set(season.topics) <= TOPIC_NAMES.keys()
        assert set(season.audiences) <= AUDIENCE_NAMES.keys()
        assert season.first_day <= season.last_day
    names = [season.season for season in seasons_of(2026)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2025, date(2025, 1, 21), date(2025, 2, 12)),
        (2026, date(2026, 2, 9), date(2026, 3, 3)),
        (2027, date(2027, 1, 29), date(2027, 2, 20)),
    ],
)
def test_the_spring_festival_moves_and_ends_with_the_lantern_festival(
    year: int, first: date, last: date
) -> None:
    [season] = [one for one in seasons_of(year) if one.season == "spring_festival"]
    assert (season.first_day, season.last_day) == (first, last)


def test_a_season_over_new_year_is_running_in_both_years_and_comes_thirty_days_ahead() -> None:
    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2026, 10, 16)):
        assert "heating" in {season.season for season in seasons_near(day)}
    for day in (date(2026, 10, 15), date(2027, 3, 16)):
        assert "heating" not in {season.season for season in seasons_near(day)}


def test_a_year_whose_moving_days_are_not_known_still_has_its_fixed_ones() -> None:
    names = {season.season for season in seasons_of(2090)}
    assert "publicity_month" in names
    assert "spring_festival" not in names
