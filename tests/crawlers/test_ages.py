"""Figures are taken again at 1, 6, 24 and 72 hours, 7 and 30 days; before the age where a visit comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.ages import AGES, SOON, Looks
from crawlers.credentials import Credentials
from crawlers.schedule import CADENCE, due
from crawlers.sightings import RecentPost, Sighting
from hub.platforms import Platform
from hub.records import MetricsSeen
from hub.roster import Roster
from tests.crawlers import test_bilibili, test_douyin, test_kuaishou, test_toutiao, test_weibo
from tests.crawlers.interfaces import ENTRY
from tests.crawlers.loopback import Loopback
from tests.crawlers.wave import KnownSightings, Wave, account, beijing, know

PUBLISHED = beijing("2026-01-03 09:30")
WITH_FIGURES: tuple[Platform, ...] = ("weibo", "douyin", "kuaishou", "toutiao", "bilibili", "website")


def taken(visits: list[datetime], published_at: datetime) -> list[datetime]:
    """The visits that take a post's figures because of its age, the first one, which finds it, left out."""
    looks, last, found = Looks(), None, []
    for at in visits:
        ageing = looks.ageing("a", last, at)
        if last is not None and last >= published_at and ageing.holds(published_at):
            found.append(at)
        looks.done("a", ageing)
        last = at
    return found


@settings(max_examples=60, deadline=None)
@given(gaps=st.lists(st.integers(5, 5000), min_size=2, max_size=40), offset=st.integers(0, 2000))
def test_every_age_is_met_whatever_the_gaps_between_visits(gaps: list[int], offset: int) -> None:
    visits = [PUBLISHED - timedelta(minutes=offset)]
    for gap in gaps:
        visits.append(visits[-1] + timedelta(minutes=gap))
    at = taken(visits, PUBLISHED)
    for age, lead in AGES.items():
        known = [visit for visit in visits if PUBLISHED <= visit < PUBLISHED + age - max(lead, SOON)]
        later = [visit for visit in visits if visit >= PUBLISHED + age]
        if known and later:
            first_after = later[0]
            assert any(PUBLISHED + age - lead <= one <= first_after for one in at), age


@pytest.mark.parametrize("platform", WITH_FIGURES)
@pytest.mark.parametrize("minutes_before", [0, 7, 19])
def test_while_the_hub_runs_live_each_figure_is_taken_shortly_before_its_age(
    platform: Platform, minutes_before: int
) -> None:
    """The schedule's own decisions, every two minutes for a week, without any platform."""
    county = account(platform)
    roster = Roster(Path(), (county,), {}, {})
    credentials = Credentials({county.account_id: {"access_token": "x"}})
    known, visits = KnownSightings(), []
    now = PUBLISHED - timedelta(minutes=minutes_before)
    while now <= PUBLISHED + timedelta(days=7, hours=2):
        if due(roster, known, credentials, now, CADENCE, {}):
            visits.append(now)
            recent = {f"{platform}:1": RecentPost(PUBLISHED, "")} if now >= PUBLISHED else {}
            known.by_account[county.account_id] = Sighting(county.account_id, now, None, recent)
        now += timedelta(minutes=2)
    found = next(visit for visit in visits if visit >= PUBLISHED)
    at = [one - PUBLISHED for one in (found, *taken(visits, PUBLISHED))]
    for age in [age for age in list(AGES)[:5] if age >= at[0]]:
        before = max(one for one in at if one <= age)
        assert age - before <= max(min(CADENCE[platform], AGES[age]), SOON), age


def test_an_account_is_due_before_its_cadence_when_a_post_is_about_to_come_to_an_age() -> None:
    county = account("bilibili")
    roster = Roster(Path(), (county,), {}, {})
    credentials = Credentials({county.account_id: {"access_token": "x"}})
    found_at = PUBLISHED + timedelta(minutes=20)
    seen = Sighting(county.account_id, found_at, PUBLISHED, {"bilibili:1": RecentPost(PUBLISHED, "")})
    known = KnownSightings({county.account_id: seen})
    for minutes, is_due in ((45, False), (51, True), (61, False)):
        now = PUBLISHED + timedelta(minutes=minutes)
        assert bool(due(roster, known, credentials, now, CADENCE, {})) == is_due, minutes


ROUNDS = [
    timedelta(minutes=5),
    timedelta(minutes=52),
    *(age - timedelta(minutes=8) for age in list(AGES)[1:]),
]
"""Ages of a post at the visits that the schedule makes for it, the first of which finds it."""


def answer_as(platform: Loopback, name: Platform) -> str:
    """Let the platform show one post, published at PUBLISHED; returns its id in the hub."""
    written, seconds = "2026-01-03 09:30", int(PUBLISHED.timestamp())
    if name == "weibo":
        shown = [test_weibo.timeline(test_weibo.status(1, "Sat Jan 03 09:30:00 +0800 2026"))]
        newer = [test_weibo.status(number, "Sat Jan 03 09:50:00 +0800 2026") for number in range(2, 7)]
        platform.on(test_weibo.TIMELINE, *shown, test_weibo.timeline(*newer))
        platform.on(
            test_weibo.COUNT, lambda asked: [test_weibo.counts(one) for one in asked.query["ids"].split(",")]
        )
        platform.on(test_weibo.ACCOUNT, [])
        return test_weibo.key(1)
    if name == "kuaishou":
        platform.on(test_kuaishou.LIST, test_kuaishou.listed(test_kuaishou.work(1, PUBLISHED, photo_id="p")))
        platform.on(test_kuaishou.USER, {"result": 1, "user_info": {"fan": 1}})
    elif name == "bilibili":
        platform.on(
            test_bilibili.LIST, test_bilibili.listed(test_bilibili.work(1, PUBLISHED, resource_id="p"))
        )
        platform.on(test_bilibili.FIGURES, test_bilibili.good(test_bilibili.figures()))
        platform.on(test_bilibili.USER, test_bilibili.good({"follower": 1}))
    elif name == "douyin":
        platform.on(test_douyin.LIST, test_douyin.page(test_douyin.work(1, written, item_id="p")))
        platform.on(test_douyin.FANS, test_douyin.fans())
    else:
        platform.on(test_toutiao.LIST, test_toutiao.page(test_toutiao.work(item_id="p", create_time=seconds)))
    return f"{name}:p"


@pytest.mark.parametrize("name", [name for name in WITH_FIGURES if name != "website"])
def test_every_source_takes_a_posts_figures_again_at_each_age(
    name: Platform, wave: Wave, platform: Loopback
) -> None:
    """Of web sites, `test_website.py` says the same."""
    county, key = account(name), answer_as(platform, name)
    wave.credentials[county.account_id] = ENTRY
    for age in ROUNDS:
        wave.clock.set(PUBLISHED + age)
        assert wave.visit_one(county).outcome in ("ok", "partial")
        know(wave, county, {key: (PUBLISHED, "https://example.invalid/1")}, PUBLISHED + age)
    counted = {
        figure.observed_at - PUBLISHED for figure in wave.sink.all(MetricsSeen) if figure.post_id == key
    }
    assert sorted(counted) == ROUNDS
