"""Weeks of the demo's sheets, read and planned as an import does: what they tell is what really happened."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from crawlers.exports.file import open_export
from crawlers.exports.matching import KnownPost
from crawlers.exports.moments import Evidence, exported_at
from crawlers.exports.plan import plan_import
from crawlers.exports.rows import read_rows
from demo.accounts import EXPORTED
from demo.sheets import Sheet, delivered
from demo.truth import PostTruth, Truth, truth, usual_waves
from demo.world import World
from hub.clock import beijing_day, start_of_beijing_day
from hub.records import CrawlFinished, MetricsSeen, PostSeen, Record
from hub.roster import Roster, load_roster
from hub.settings import EXAMPLE_ROSTER

STARTED_ON = date(2026, 3, 2)
BEGAN_AT = start_of_beijing_day(STARTED_ON)
UNTIL = BEGAN_AT + timedelta(days=120, hours=12)


@dataclass(frozen=True)
class Province:
    """Its sheets in the order of import, what they became, and what really happened."""

    world: World
    sheets: list[Sheet]
    records: list[Record]
    truth: Truth

    def owed(self) -> list[PostTruth]:
        return [post for post in self.truth.posts if post.platform in EXPORTED and post.first_seen_at]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    world, folder = World(without_most_visited(), 119, STARTED_ON), tmp_path_factory.mktemp("表格")
    sheets = sorted(delivered(world, BEGAN_AT, UNTIL), key=lambda sheet: sheet.exported_at)
    known: dict[str, KnownPost] = {}
    records = [record for sheet in sheets for record in imported(world, folder, sheet, known)]
    return Province(world, sheets, records, truth(world, UNTIL, usual_waves(STARTED_ON, UNTIL)))


def without_most_visited() -> Roster:
    """The example's accounts that deliver sheets, and few of those that are visited, which cost time."""
    roster = load_roster(EXAMPLE_ROSTER)
    kept = [a for a in roster.accounts if a.platform in EXPORTED or a.account_id.startswith("hebei-fire")]
    return replace(roster, accounts=tuple(kept))


def imported(world: World, folder: Path, sheet: Sheet, known: dict[str, KnownPost]) -> list[Record]:
    """What becomes of a sheet that is imported a few minutes later, told by nothing but its file."""
    path = folder / sheet.name
    path.write_bytes(sheet.content)
    file = open_export(path, world.roster)
    assert file.account.account_id == sheet.account_id
    assert [(header.unknown, header.ambiguous) for _, header in file.tables] == [((), {})]
    readings = [read_rows(table, header) for table, header in file.tables]
    newest = max(row.published.at for reading in readings for row in reading.rows)
    evidence = Evidence(path.name, file.written_at, file.made_at, newest)
    at = exported_at(evidence, sheet.exported_at + timedelta(minutes=9))
    assert at == sheet.exported_at
    plan = plan_import(readings, file.account, list(known.values()), at, by_export=True)
    assert (plan.refusals, plan.unmatched, plan.repeated) == ([], [], 0)
    posts = [record for record in plan.records if isinstance(record, PostSeen)]
    known |= {post.post_id: as_known(post) for post in posts}
    return plan.records


def as_known(post: PostSeen) -> KnownPost:
    precision = post.published_precision
    return KnownPost(post.post_id, post.published_at, precision, post.title, post.text, post.url)


def test_every_post_is_seen_in_the_first_sheet_that_holds_it_and_as_it_is(province: Province) -> None:
    first: dict[str, PostSeen] = {}
    for record in province.records:
        if isinstance(record, PostSeen):
            first.setdefault(record.post_id, record)
    told = {
        post.post_id: (
            post.account_id,
            post.title,
            post.text,
            post.url,
            post.published_at,
            post.published_precision,
            post.fetched_at,
        )
        for post in first.values()
    }
    assert told == {
        post.post_id: (
            post.account_id,
            post.title,
            post.text,
            post.url,
            post.published_at,
            post.published_precision,
            post.first_seen_at,
        )
        for post in province.owed()
    }
    assert {post.platform for post in province.owed()} == set(EXPORTED)
    assert len(told) > 300


def test_every_figure_is_that_of_the_instant_of_the_export(province: Province) -> None:
    told = {
        (record.post_id, record.observed_at): {
            name: value
            for name in figure_names(record)
            if (value := getattr(record.metrics, name)) is not None
        }
        for record in province.records
        if isinstance(record, MetricsSeen)
    }
    owed = {
        (post.post_id, figure.observed_at): figure.metrics
        for post in province.owed()
        for figure in post.figures
    }
    assert told == owed
    assert len(owed) > 1000


def figure_names(record: MetricsSeen) -> list[str]:
    """All counts; rates are not part of the truth."""
    return [
        name for name in record.metrics.__struct_fields__ if name not in ("completion_rate", "avg_seconds")
    ]


def test_a_post_gets_one_figure_a_week_and_its_last_within_thirty_days(province: Province) -> None:
    for post in province.owed():
        at = [figure.observed_at for figure in post.figures if figure.observed_at]
        days = [beijing_day(instant) for instant in at]
        assert all(later - day == timedelta(days=7) for day, later in pairwise(days))
        assert max(at) - post.published_at <= timedelta(days=31)
        assert 1 <= len(at) <= 5


def test_a_sheet_counts_as_a_visit_at_its_instant(province: Province) -> None:
    last: dict[str, datetime] = {}
    for record in province.records:
        if isinstance(record, CrawlFinished):
            assert record.outcome == "ok"
            last[record.account_id] = record.finished_at
    assert last == {
        export.account_id: export.last_export_at for export in province.truth.exports if export.last_export_at
    }


def test_one_county_has_stopped_one_never_began_and_the_others_are_in_time(province: Province) -> None:
    states = {export.account_id: export.state for export in province.truth.exports}
    levels = {account_id: province.world.actors[account_id].account.level for account_id in states}
    assert sorted(states[name] for name in states if levels[name] == "county") == ["late", "never"]
    assert {states[name] for name in states if levels[name] != "county"} == {"delivered"}
    for export in province.truth.exports:
        assert (export.days_late > 0) == (export.state != "delivered")


def test_sheets_are_the_same_whether_they_are_asked_for_at_once_or_wave_by_wave(province: Province) -> None:
    since, found = BEGAN_AT, []
    for wave in usual_waves(STARTED_ON, UNTIL):
        found += delivered(province.world, since, wave)
        since = wave
    assert sorted((sheet.exported_at, sheet.name) for sheet in found) == [
        (sheet.exported_at, sheet.name) for sheet in province.sheets
    ]


def test_a_channels_sheet_is_marked_utf_8_and_tells_days(province: Province) -> None:
    sheet = next(sheet for sheet in province.sheets if sheet.name.endswith(".csv"))
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"), newline="")))
    assert all(row["发布时间"].count("/") == 2 and ":" not in row["发布时间"] for row in rows)
    assert all(row["完播率"].endswith("%") and row["平均播放时长"].endswith("秒") for row in rows)
