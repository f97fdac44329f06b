"""What the demo province hands in fits the forms, and its totals are those of its sheets."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cli.handing_in import names_of
from crawlers.forms.channels import CHANNEL_FORMS
from crawlers.forms.reading import Filled, read_filled
from crawlers.forms.surveys import RESPONDENTS, SURVEY_FORMS
from demo.channels import channel_records, channel_sheets, channel_totals
from demo.surveys import WAVES, awareness, survey_sheets
from demo.world import World
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER

UNTIL = date(2026, 11, 26)


@pytest.fixture(scope="module")
def province() -> World:
    return World(load_roster(EXAMPLE_ROSTER), 119, date(2026, 10, 26))


@pytest.fixture(scope="module")
def filled(province: World, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    folder: Path = tmp_path_factory.mktemp("handed_in")
    for name, content in (channel_sheets(province, UNTIL) | survey_sheets(province)).items():
        (folder / name).write_bytes(content)
    forms = [*CHANNEL_FORMS.values(), *SURVEY_FORMS.values()]
    return read_filled(sorted(folder.iterdir()), forms, names_of(province.roster))


def test_every_sheet_fits_its_form(filled: Filled) -> None:
    assert filled.mistakes == []
    assert set(filled.rows) == {*CHANNEL_FORMS, "questions", "respondents", "groups"}


def test_the_totals_are_those_of_the_sheets(province: World, filled: Filled) -> None:
    levels = {code: region.level for code, region in province.roster.regions.items()}
    for form, figure in (("sms", "delivered"), ("event", "attendance"), ("learning", "learners")):
        totals = {
            one.level: (one.records, one.amount)
            for one in channel_totals(province, UNTIL)
            if one.channel == CHANNEL_FORMS[form].title
        }
        rows = [row.values for row in filled.rows[form]]
        counts = Counter(levels[row["region_code"]] for row in rows)
        sums = {
            level: sum(row[figure] or 0 for row in rows if levels[row["region_code"]] == level)
            for level in counts
        }
        assert totals == {level: (count, sums[level]) for level, count in counts.items()}


def test_the_past_never_changes(province: World) -> None:
    earlier = channel_records(province, date(2026, 6, 1))
    later = [one for one in channel_records(province, UNTIL) if one.day < date(2026, 6, 1)]
    assert earlier == later


def test_each_wave_asks_everybody_once_and_knows_more(province: World, filled: Filled) -> None:
    keys = [row.key(RESPONDENTS) for row in filled.of(RESPONDENTS)]
    assert len(keys) == len(set(keys))
    known = [
        sum(one.rate for one in awareness(province) if one.dimension == "all" and one.wave == wave)
        for wave in WAVES
    ]
    assert known == sorted(known)
