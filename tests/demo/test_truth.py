"""The truth agrees with a plain reading of the world, wave by wave."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import msgspec
import pytest
from starlette.testclient import TestClient

from demo.clock import DemoClock
from demo.server import build_app
from demo.truth import PostTruth, Truth, truth, usual_waves
from demo.world import World
from hub.clock import beijing_day, end_of_beijing_day
from hub.platforms import LEVELS
from hub.roster import Roster
from tests.demo.conftest import SEED, STARTED_ON, Province, at, small

DAYS = 75
UNTIL = at(DAYS, 22)
UNITS = (
    "hebei-",
    "shijiazhuang-",
    "zhengding",
    "gaocheng",
    "wuan",
    "julu",
    "qinglong",
    "zhangbei",
    "laiyuan",
)


@pytest.fixture(scope="module")
def little(roster: Roster) -> World:
    """A province of one city and some counties, on most platforms."""
    return World(small(roster, *UNITS), SEED, STARTED_ON)


@pytest.fixture(scope="module")
def told(little: World) -> Truth:
    return truth(little, UNTIL, usual_waves(STARTED_ON, UNTIL))


def answered(world: World, account_id: str) -> list[datetime]:
    """The waves at which an account is not refused."""
    outages = world.actors[account_id].outages
    return [wave for wave in usual_waves(STARTED_ON, UNTIL) if outages.at(wave) is None]


def of_platform(told: Truth, platform: str) -> list[PostTruth]:
    return [post for post in told.posts if post.platform == platform]


def test_the_usual_waves_are_half_past_nine_in_the_morning_and_in_the_evening() -> None:
    assert usual_waves(STARTED_ON, at(1, 12)) == [at(0, 9.5), at(0, 21.5), at(1, 9.5)]


def test_every_post_of_the_world_is_told_once(little: World, told: Truth) -> None:
    expected = [p.post_id for account_id in little.actors for p in little.posts(account_id, UNTIL)]
    assert [post.post_id for post in told.posts] == expected
    assert len(set(expected)) == len(expected)


def test_a_weibo_post_is_seen_at_the_first_wave_at_which_it_is_among_the_five(
    little: World, told: Truth
) -> None:
    for post in of_platform(told, "weibo"):
        if little.actors[post.account_id].account.status == "active":
            waves = answered(little, post.account_id)
            shown = [
                w for w in waves if post.post_id in {p.post_id for p in little.newest(post.account_id, w, 5)}
            ]
            assert post.first_seen_at == (shown[0] if shown else None)


def test_a_douyin_work_is_seen_at_the_first_wave_at_which_it_is_public(little: World, told: Truth) -> None:
    posts = {p.post_id: p for account_id in little.actors for p in little.posts(account_id, UNTIL)}
    for post in of_platform(told, "douyin"):
        waves = [wave for wave in answered(little, post.account_id) if posts[post.post_id].public_at(wave)]
        month = timedelta(days=30)
        assert post.first_seen_at == next((w for w in waves if w - post.published_at <= month), None)


def test_a_notified_article_is_seen_the_next_morning_without_time_and_text(
    little: World, told: Truth
) -> None:
    notified = [post for post in of_platform(told, "wechat") if post.published_precision == "day"]
    assert notified
    for post in notified:
        assert post.text == ""
        assert (post.published_at + timedelta(hours=8)).hour == 0
        morning = post.published_at + timedelta(days=1, hours=9.5)
        waves = [wave for wave in answered(little, post.account_id) if wave >= max(morning, at(0, 9.5))]
        assert post.first_seen_at == next(iter(waves), None)


def test_an_article_without_notification_is_seen_at_the_next_mornings_visit(
    little: World, told: Truth
) -> None:
    for post in of_platform(told, "wechat"):
        if post.published_precision == "second":
            mornings = [
                w for w in answered(little, post.account_id) if w.hour == 1 and w >= post.published_at
            ]
            assert post.first_seen_at == next(iter(mornings), None)


def test_figures_of_articles_are_rows_of_days_and_all_others_of_instants(told: Truth) -> None:
    for post in told.posts:
        for figure in post.figures:
            assert (figure.as_of is None) == (post.platform != "wechat")
            assert (figure.observed_at is None) == (post.platform == "wechat")


def test_an_article_known_for_a_month_has_thirty_rows(little: World, told: Truth) -> None:
    old = [post for post in of_platform(told, "wechat") if at(0, 0) <= post.published_at <= at(DAYS - 33, 0)]
    whole = [post for post in old if not little.actors[post.account_id].outages.spans]
    assert whole
    assert {len(post.figures) for post in whole} == {30}


def test_figures_are_the_worlds_at_their_time(little: World, told: Truth) -> None:
    posts = {p.post_id: p for account_id in little.actors for p in little.posts(account_id, UNTIL)}
    for post in told.posts[::7]:
        for figure in post.figures:
            instant = figure.observed_at or end_of_beijing_day(figure.as_of or STARTED_ON)
            expected = little.figure(posts[post.post_id], instant)
            hidden = post.hidden_at is not None and instant >= post.hidden_at
            assert figure.metrics == (expected | {"views": 0} if hidden else expected)


def test_a_weibo_post_is_counted_once_a_day_for_a_month(little: World, told: Truth) -> None:
    for post in of_platform(told, "weibo"):
        if post.first_seen_at and not post.deleted_at and not little.actors[post.account_id].outages.spans:
            days = {beijing_day(f.observed_at) for f in post.figures if f.observed_at}
            last = min(post.published_at + timedelta(days=30), UNTIL)
            mornings = [w for w in answered(little, post.account_id) if post.first_seen_at <= w <= last]
            assert {beijing_day(wave) for wave in mornings if wave.hour == 1} <= days


def test_a_removed_post_is_found_gone_by_who_can_find_it(told: Truth) -> None:
    found = [post for post in told.posts if post.gone_at]
    assert {post.platform for post in found} >= {"weibo", "douyin"}
    for post in found:
        gone = min(at for at in (post.deleted_at, post.hidden_at) if at)
        assert post.first_seen_at is not None
        assert gone <= post.gone_at
        assert post.first_seen_at <= post.gone_at


def test_who_took_back_the_last_post_in_a_day_is_silent_from_the_one_before(world: World) -> None:
    gasping = [actor for actor in world.actors.values() if actor.silences.gasp]
    until = at(120, 22)
    accounts = {
        account.account_id: account
        for account in truth(world, until, usual_waves(STARTED_ON, until)).accounts
    }
    assert gasping
    for actor in gasping:
        last = accounts[actor.account_id].last_update_at
        assert last is not None
        assert beijing_day(last) < (actor.silences.for_good or STARTED_ON)
        assert accounts[actor.account_id].state == "silent"


def test_states_follow_the_last_update(told: Truth) -> None:
    for account in told.accounts:
        if account.state in ("active", "silent"):
            assert account.last_update_at is not None
            days = (beijing_day(UNTIL) - beijing_day(account.last_update_at)).days
            assert account.silent_days == days
            assert account.state == ("silent" if days >= 14 else "active")
        else:
            assert account.silent_days is None
    assert {account.state for account in told.accounts} >= {"active", "silent", "deregistering"}


def test_an_account_refused_for_a_day_is_unknown(roster: Roster) -> None:
    world = World(roster, SEED, STARTED_ON)
    actor = next(
        actor for actor in world.actors.values() if any(first >= 118 for first, _ in actor.outages.spans)
    )
    until = at(120, 2)
    told = truth(world, until, usual_waves(STARTED_ON, until))
    assert {a.account_id: a.state for a in told.accounts}[actor.account_id] == "unknown"


def test_counties_without_an_account_are_blank_never_stalled(little: World, told: Truth) -> None:
    with_account = {account.region_code for account in little.roster.accounts}
    for county in told.counties:
        assert (county.state == "blank") == (county.region_code not in with_account)
    assert {county.state for county in told.counties} >= {"blank", "stalled", "active"}


def test_level_totals_count_what_was_seen_and_is_not_gone(little: World, told: Truth) -> None:
    counts: dict[str, int] = defaultdict(int)
    for post in told.posts:
        if post.first_seen_at is not None and post.gone_at is None:
            counts[little.actors[post.account_id].account.level] += 1
    assert {total.level: total.posts for total in told.levels} == dict(counts)


def test_reach_is_the_last_figure_between_day_five_and_day_seven(little: World, told: Truth) -> None:
    basis = dict.fromkeys(("douyin", "kuaishou", "toutiao", "bilibili", "website"), "views")
    basis["wechat"] = "readers"
    sums: dict[tuple[str, str], list[int]] = defaultdict(list)
    for post in told.posts:
        if post.platform not in basis or post.gone_at or not post.first_seen_at:
            continue
        if post.published_at > UNTIL - timedelta(days=7):
            continue
        best = None
        for figure in post.figures:
            instant = figure.observed_at or end_of_beijing_day(figure.as_of or STARTED_ON)
            if timedelta(days=5) <= instant - post.published_at <= timedelta(days=7):
                best = max(best or (instant, 0), (instant, figure.metrics[basis[post.platform]]))
        if best:
            sums[little.actors[post.account_id].account.level, post.platform].append(best[1])
    assert sums
    for total in told.reach:
        expected = sums[total.level, total.platform]
        assert (total.mature_posts, total.reach_7d) == (len(expected), sum(expected))
        assert total.posts == total.mature_posts + total.young_posts + total.missing_posts


def test_releases_are_clusters_whose_earliest_post_another_unit_carried(little: World, told: Truth) -> None:
    clusters: dict[str, list[PostTruth]] = defaultdict(list)
    for post in told.posts:
        if post.release_id and post.first_seen_at:
            clusters[post.release_id].append(post)
    account = {actor.account_id: actor.account for actor in little.actors.values()}
    expected = set()
    for name, cluster in clusters.items():
        first = min(cluster, key=lambda post: post.published_at)
        kept = [
            post
            for post in cluster
            if post.gone_at is None or post.gone_at - post.published_at >= timedelta(hours=24)
        ]
        others = {account[post.account_id].unit for post in kept} - {account[first.account_id].unit}
        if others and account[first.account_id].level != "county":
            expected.add((name, first.post_id))
    assert {(release.release_id, release.post_id) for release in told.releases} == expected
    assert len(expected) > 10


def test_adoption_pools_eligible_targets_of_the_provinces_releases(little: World, told: Truth) -> None:
    for total in told.adoption:
        eligible = adopters = 0
        for release in told.releases:
            if release.level != "province" or release.issued_at + timedelta(hours=72) > UNTIL:
                continue
            first = beijing_day(release.issued_at)
            last = beijing_day(release.issued_at + timedelta(hours=71.999))
            days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
            for actor in little.actors.values():
                visited = {beijing_day(wave) for wave in answered(little, actor.account_id)}
                if actor.account.level != total.level or actor.account_id == release.account_id:
                    continue
                if actor.by_export:
                    continue
                if actor.account.status == "active" and days <= visited:
                    eligible += 1
                    adopters += any(
                        carrier.account_id == actor.account_id and carrier.lag_hours < 72
                        for carrier in release.carriers
                    )
        assert (total.eligible, total.adopters_72h) == (eligible, adopters)
    rates = {total.level: total.adoption_rate_72h or 0 for total in told.adoption}
    assert rates["province"] > rates["city"] > rates["county"]
    assert [total.level for total in told.adoption] == list(LEVELS)


def test_later_waves_do_not_change_what_was_true(little: World) -> None:
    early, waves = at(20, 22), usual_waves(STARTED_ON, at(40, 22))
    assert truth(little, early, waves) == truth(little, early, usual_waves(STARTED_ON, early))


def test_the_truth_is_told_over_http_and_at_the_command_line_alike(little: World, told: Truth) -> None:
    with TestClient(build_app(little, DemoClock(at(0, 0)))) as client:
        answer = client.get("/_demo/truth", params={"until": UNTIL.isoformat()})
    assert msgspec.json.decode(answer.content, type=Truth) == told


def test_the_clock_is_set_and_let_go(province: Province) -> None:
    instant = at(3, 9.5)
    answer = province.client.post("/_demo/clock", json={"now": instant.isoformat()}).json()
    assert datetime.fromisoformat(answer["now"]) == instant
    assert answer["frozen"] is True
    assert province.client.post("/_demo/clock", json={"now": None}).json()["frozen"] is False


@pytest.mark.parametrize("body", ['{"now": "yesterday"}', '{"now": "2026-01-01T09:30:00"}', "{}", "no"])
def test_a_clock_that_cannot_be_set_says_what_to_send(province: Province, body: str) -> None:
    answer = province.client.post("/_demo/clock", content=body)
    assert answer.status_code == 400
    assert "now" in answer.json()["error"]


def test_a_truth_without_a_zone_is_refused(province: Province) -> None:
    assert province.client.get("/_demo/truth", params={"until": "2026-01-01T00:00:00"}).status_code == 400


def test_health_says_what_is_served(province: Province) -> None:
    answer = province.client.get("/_demo/health").json()
    assert answer["ok"] is True
    assert answer["accounts"] == len(province.world.actors)
