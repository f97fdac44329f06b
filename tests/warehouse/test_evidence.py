"""Evidence: a folder from whose CSV files alone, without the warehouse, a number comes out again."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

import dashboards
from hub.errors import ConfigError
from tests.dashboards.small_province import fill
from tests.warehouse.rows import ago, now
from tests.warehouse.test_views_names import VIEWS
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse import evidence as module
from warehouse import evidence_routes
from warehouse.client import Warehouse
from warehouse.evidence import write_evidence
from warehouse.evidence_routes import GROUNDS, Ground, all_routes

Table = list[dict[str, str]]
UNKNOWN = "\\N"
"""How an empty value is written."""


def read(folder: Path, name: str) -> Table:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def taken(warehouse: Warehouse, folder: Path, view: str, *where: str) -> Path:
    """The evidence of a view in a fresh folder."""
    found = write_evidence(warehouse, view, where, folder / f"{view}-{len(list(folder.iterdir()))}", now())
    assert found.steady
    return found.folder


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    """A warehouse with a province that has a bit of everything."""
    fill(warehouse)
    return warehouse


def test_every_view_has_a_route_to_its_posts_or_says_why_not() -> None:
    assert sorted(all_routes()) == VIEWS
    used = {
        ground.name
        for route in all_routes().values()
        if not isinstance(route, str)
        for ground in route.grounds
    }
    behind = {"posts_behind", "snapshots_behind"}
    assert used | behind == {file.stem for file in GROUNDS.glob("*.sql")}


def test_every_number_on_a_dashboard_leads_to_its_posts() -> None:
    """Only the alerts do not, each of which carries an evidence of its own, lists of names, and what people
    hand in on sheets."""
    named = {
        view for dataset in _datasets() for view in all_routes() if view in dataset.replace(";", " ").split()
    }
    assert named
    without = {view for view in named if isinstance(all_routes()[view], str)}
    names = {"v_accounts", "v_audiences", "v_fire_calendar", "v_platforms", "v_topics"}
    handed_in = {"v_channel_activities", "v_survey_rates", "v_survey_changes", "v_survey_groups"}
    assert without <= {"v_alerts", "v_alert_messages"} | names | handed_in


def _datasets() -> Iterator[str]:
    for file in Path(dashboards.__file__).parent.glob("assets/datasets/**/*.yaml"):
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        yield f"{told['table_name']} {told.get('sql') or ''}"


def test_every_key_and_condition_of_a_route_is_there_to_be_asked(warehouse: Warehouse) -> None:
    held: dict[str, set[object]] = {}
    for row in warehouse.query("SELECT table, name FROM system.columns WHERE database = currentDatabase()"):
        held.setdefault(str(row["table"]), set()).add(row["name"])
    columns = {}
    for view, ground in _grounds():
        asked = (ground.name, ground.where)
        if asked not in columns:
            described = warehouse.query(f"DESCRIBE (SELECT * FROM ({ground.sql}) WHERE {ground.where})")
            columns[asked] = {row["name"] for row in described}
        assert {ours for ours, _ in ground.keys} <= held[view], view
        assert {theirs for _, theirs in ground.keys} <= columns[asked], view


def _grounds() -> Iterator[tuple[str, Ground]]:
    for view, route in all_routes().items():
        if not isinstance(route, str):
            yield from ((view, ground) for ground in route.grounds)


def test_a_voice_of_the_drop_off_brings_its_own_grounds_only(filled: Warehouse, tmp_path: Path) -> None:
    folder = taken(filled, tmp_path, "v_drop_off", "voice=adoption", "dimension=all")
    assert read(folder, "target_parts") != []
    assert [name for name in ("reach_parts", "account_weeks") if (folder / f"{name}.csv").exists()] == []
    assert {row["origin_post_id"] for row in read(folder, "target_parts")} <= {
        row["post_id"] for row in read(folder, "posts")
    }


def test_the_same_data_give_the_same_bytes_but_for_the_time(filled: Warehouse, tmp_path: Path) -> None:
    first, second = (taken(filled, tmp_path, "v_reach_by_level", "level=county") for _ in range(2))
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    different = [str(file) for file in files if (first / file).read_bytes() != (second / file).read_bytes()]
    assert set(different) <= {"manifest.json"}
    told = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    assert told["sha256"] == {
        file.as_posix(): hashlib.sha256((first / file).read_bytes()).hexdigest()
        for file in files
        if file.name != "manifest.json"
    }
    assert told["parameters"] == {"where_0": "county"}
    assert told["measure_sha256"] == told["sha256"]["measure/v_reach_by_level.sql"]
    ledger = {row["name"]: row["sha256"] for row in read(first, "ledger")}
    assert ledger["v_post_reach"] == told["sha256"]["measure/v_post_reach.sql"]


def test_the_folder_holds_only_the_posts_behind_the_rows_that_were_asked_for(
    filled: Warehouse, tmp_path: Path
) -> None:
    folder = taken(filled, tmp_path, "v_reach_by_level", "level=county", "platform=douyin")
    posts = read(folder, "posts")
    assert {(row["level"], row["platform"]) for row in posts} == {("county", "douyin")}
    assert all(row["url"].startswith("https://") for row in posts)
    assert {row["post_id"] for row in read(folder, "snapshots")} <= {row["post_id"] for row in posts}
    assert "v_reach_by_level" in (folder / "README.md").read_text(encoding="utf-8")


def test_many_keys_lead_to_the_same_rows_as_few(
    filled: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = taken(filled, tmp_path, "v_reach_by_level", "level!=city")
    monkeypatch.setattr(evidence_routes, "MOST_BOUND", 1)
    asked = taken(filled, tmp_path, "v_reach_by_level", "level!=city")
    for name in ("reach", "accounts", "posts", "snapshots"):
        assert read(bound, name) == read(asked, name) != []


@pytest.mark.parametrize(
    ("view", "where", "sentence"),
    [
        ("v_reach_by_levels", (), "There is no view v_reach_by_levels; did you mean v_reach_by_level"),
        ("posts", (), "There is no view posts"),
        ("v_topics", (), "There is no evidence of posts for v_topics"),
        ("v_reach_by_level", ("levl=county",), "There is no column levl; did you mean level"),
        ("v_reach_by_level", ("level=village",), "No row of v_reach_by_level meets these conditions"),
    ],
)
def test_what_cannot_be_evidenced_is_one_sentence_and_no_folder(
    warehouse: Warehouse, tmp_path: Path, view: str, where: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        write_evidence(warehouse, view, where, tmp_path / "out", now())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_and_a_figure_of_too_many_posts_are_refused(
    filled: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match="is there already"):
        write_evidence(filled, "v_reach_by_level", [], tmp_path, now())
    monkeypatch.setattr(module, "MOST_POSTS", 1)
    with pytest.raises(ConfigError, match="posts stand behind it"):
        write_evidence(filled, "v_reach_by_level", [], tmp_path / "out", now())
    assert list(tmp_path.iterdir()) == []


def test_views_of_another_version_are_not_evidence_and_leave_nothing_half_written(
    filled: Warehouse, tmp_path: Path
) -> None:
    filled.command(
        "INSERT INTO schema_migrations (version, name, digest, applied_at)"
        " VALUES (0, 'v_post_reach', 'another', now64(3) + INTERVAL 1 HOUR)"
    )
    try:
        with pytest.raises(ConfigError, match="of another version"):
            write_evidence(filled, "v_reach_by_level", [], tmp_path / "out", now())
        assert list(tmp_path.iterdir()) == []
    finally:
        filled.command(
            "ALTER TABLE schema_migrations DELETE WHERE digest = 'another' SETTINGS mutations_sync = 2"
        )


BASIS = {"wechat": "readers", "douyin": "views"}


@settings(few_worlds, max_examples=3)
@given(world=worlds(least_posts=1))
def test_reach_output_and_adoption_come_out_of_the_files_alone(
    warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory, world: World
) -> None:
    load(warehouse, world)
    folder = tmp_path_factory.mktemp("evidence")
    for view, recompute in (
        ("v_reach_by_level", reach),
        ("v_output_by_level", output),
        ("v_adoption_by_level", adoption),
    ):
        if warehouse.query(f"SELECT 1 FROM {view} LIMIT 1"):
            recompute(taken(warehouse, folder, view))


def reach(folder: Path) -> None:
    """Σ of the last figure between 5 and 7 days of age, per level and platform, from the snapshots."""
    published = {row["post_id"]: row for row in read(folder, "posts")}
    asked = {row["post_id"] for row in read(folder, "reach")}
    reached: dict[str, int] = {}
    for row in sorted(
        read(folder, "snapshots"), key=lambda row: (row["figure_at"], row["source"] == "official")
    ):
        of = published[row["post_id"]]
        figure = row[BASIS.get(row["platform"], "views")]
        age = instant(row["figure_at"]) - instant(of["published_at"])
        if (
            row["kind"] == "cumulative"
            and row["platform"] in BASIS
            and figure != UNKNOWN
            and timedelta(days=5) <= age <= timedelta(days=7)
            and instant(of["published_at"]) + timedelta(days=7) <= taken_at(folder)
            and of["deleted"] == "false"
            and row["post_id"] in asked
        ):
            reached[row["post_id"]] = int(figure)
    for told in read(folder, "figure"):
        mine = [
            value
            for post_id, value in reached.items()
            if (published[post_id]["level"], published[post_id]["platform"])
            == (told["level"], told["platform"])
        ]
        accounts = [
            row
            for row in read(folder, "accounts")
            if (row["level"], row["platform"]) == (told["level"], told["platform"])
        ]
        assert int(told["mature_posts"]) == len(mine)
        assert told["reach_7d"] == (str(sum(mine)) if mine else UNKNOWN)
        assert int(told["accounts"]) == len(accounts)


def output(folder: Path) -> None:
    """Posts of the accounts on the roster; the share of gathered accounts that posted nothing in 30 days."""
    for told in read(folder, "figure"):
        accounts = [
            row
            for row in read(folder, "accounts")
            if row["level"] == told["level"] and row["on_roster"] == "true"
        ]
        names = {row["account_id"] for row in accounts}
        posts = [row for row in read(folder, "output") if row["account_id"] in names]
        recent = {
            row["account_id"]
            for row in posts
            if instant(row["published_at"]) > taken_at(folder) - timedelta(days=30)
        }
        gathered = {row["account_id"] for row in accounts if row["gathered"] == "true"}
        weeks = sum(
            min(30, (beijing(taken_at(folder)) - date.fromisoformat(row["roster_from"])).days + 1) / 7
            for row in accounts
            if row["gathered"] == "true"
        )
        of_gathered = [
            row
            for row in posts
            if row["account_id"] in gathered
            and instant(row["published_at"]) > taken_at(folder) - timedelta(days=30)
        ]
        assert int(told["posts"]) == len(posts)
        if gathered:
            silent = 1 - len(recent & gathered) / len(gathered)
            assert float(told["zero_share_30d"]) == pytest.approx(silent)
            assert float(told["posts_per_account_week_30d"]) == pytest.approx(len(of_gathered) / weeks)


def adoption(folder: Path) -> None:
    """Adopters within 72 hours over eligible targets, whose first day at least is among the visits."""
    visited: dict[str, set[str]] = {}
    for row in read(folder, "visits"):
        visited.setdefault(row["account_id"], set()).add(row["visited_day"])
    for told in read(folder, "figure"):
        passed = [
            row
            for row in read(folder, "targets")
            if row["level"] == told["level"]
            and instant(row["issued_at"]) + timedelta(hours=72) <= taken_at(folder)
        ]
        known = [row for row in passed if row["known"] == "true"]
        assert all(
            beijing(instant(row["issued_at"])).isoformat() in visited[row["account_id"]] for row in known
        )
        posts = sorted(read(folder, "carried"), key=lambda row: row["adopted_at"], reverse=True)
        carried = {(row["release_id"], row["account_id"]): row["adopted_at"] for row in posts}
        in_time = [
            row
            for row in known
            if (at := carried.get((row["release_id"], row["account_id"])))
            and instant(at) < instant(row["issued_at"]) + timedelta(hours=72)
        ]
        assert (int(told["targets"]), int(told["eligible"])) == (len(passed), len(known))
        assert int(told["adopters_72h"]) == len(in_time)
        rate = float(told["adoption_rate_72h"]) if known else None
        assert rate == (pytest.approx(len(in_time) / len(known)) if known else None)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def taken_at(folder: Path) -> datetime:
    return datetime.fromisoformat(
        json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["taken_at"]
    )


def beijing(at: datetime) -> date:
    return (at + timedelta(hours=8)).date()


def test_evidence_of_a_moment_long_past_states_it(filled: Warehouse, tmp_path: Path) -> None:
    found = write_evidence(filled, "v_output_by_level", [], tmp_path / "out", ago(days=1))
    assert abs(taken_at(found.folder) - ago(days=1)) < timedelta(minutes=1)
