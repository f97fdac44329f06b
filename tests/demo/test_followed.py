"""The season of warnings, the campaigns and the follow-ups of the demo world."""

from __future__ import annotations

from datetime import timedelta

import pytest

from demo.days import posting_weight
from demo.followed import assignments, campaigns
from demo.world import World
from hub.clock import beijing_day
from hub.roster import Roster
from tests.demo.conftest import SEED, STARTED_ON, at

UNTIL = at(110, 22)


@pytest.fixture(scope="module")
def world(roster: Roster) -> World:
    return World(roster, SEED, STARTED_ON)


def test_a_season_of_warnings_is_passed_on_stopped_and_broken_below_the_city(world: World) -> None:
    notices = world.warnings.until(UNTIL)
    assert len(notices) == 9
    assert {posting_weight(beijing_day(one.release.issued_at)) == 1 for one in notices} == {True, False}
    levels: dict[str, set[str]] = {}
    late, carries = 0, 0
    for notice in notices:
        day = beijing_day(notice.release.issued_at)
        for actor in world.actors.values():
            for back in range(4):
                for carry in world.warnings.carries_on(actor.account_id, day + timedelta(days=back)):
                    levels.setdefault(notice.fates[actor.city_code or ""], set()).add(actor.account.level)
                    late += carry.at > notice.expires_at
                    carries += 1
    assert levels == {"passed_on": {"city", "county"}, "city_only": {"city"}}
    assert 0 < late < carries < 100


def test_each_warning_is_a_post_of_its_origin_and_of_its_carriers(world: World) -> None:
    for notice in world.warnings.until(UNTIL):
        release = notice.release
        posts = world.posts(release.origin.account_id, release.issued_at, release.issued_at)
        assert [post.title for post in posts if post.release_id == release.release_id] == [
            release.draft.title
        ]


def test_nothing_is_planned_before_its_day(world: World) -> None:
    assert assignments(world, at(2, 12)) == []
    assert {one.aim for one in assignments(world, UNTIL)} == {"update", "audience", "carry"}
    assert len(campaigns(world, UNTIL)) == 2
