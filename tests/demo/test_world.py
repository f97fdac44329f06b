"""The demo world repeats itself, never changes its past, and holds what the hub is to find."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from demo.days import posting_weight
from demo.growth import Growth
from demo.native_ids import base62_mid
from demo.posts import Post
from demo.warnings import WARNING
from demo.world import World
from hub.clock import BEIJING, beijing_day
from hub.roster import Roster, load_roster
from hub.settings import EXAMPLE_ROSTER
from tests.demo.conftest import SEED, STARTED_ON, at, day, small

UNITS = ("hebei-fire", "shijiazhuang-fire", "zhengding", "gaocheng")


def all_posts(world: World, offset: int) -> list[Post]:
    return [post for account_id in world.actors for post in world.posts(account_id, at(offset, 24))]


def test_the_same_seed_gives_the_same_posts_and_figures(roster: Roster) -> None:
    one, other = (World(small(roster, *UNITS), SEED, STARTED_ON) for _ in range(2))
    assert all_posts(one, 30) == all_posts(other, 30)
    assert [one.figure(post, at(40, 0)) for post in all_posts(one, 30)] == [
        other.figure(post, at(40, 0)) for post in all_posts(other, 30)
    ]


def test_another_seed_gives_another_province(roster: Roster) -> None:
    one, other = (World(small(roster, *UNITS), seed, STARTED_ON) for seed in (SEED, SEED + 1))
    assert {post.text for post in all_posts(one, 10)}.isdisjoint(post.text for post in all_posts(other, 10))


@given(order=st.permutations(range(0, 28, 4)), beyond=st.integers(30, 200))
@settings(max_examples=15, deadline=None)
def test_asking_for_days_in_any_order_and_for_later_days_changes_no_past(
    order: list[int], beyond: int
) -> None:
    roster = small(load_roster(EXAMPLE_ROSTER), *UNITS)
    straight, hopping = (World(roster, SEED, STARTED_ON) for _ in range(2))
    expected = all_posts(straight, 28)
    account_id = next(iter(hopping.actors))
    hopping.posts(account_id, at(beyond, 0))
    for offset in order:
        assert hopping.on_day(account_id, day(offset)) == straight.on_day(account_id, day(offset))
    assert all_posts(hopping, 28) == expected


def test_every_post_has_an_id_and_an_address_of_its_own(world: World) -> None:
    posts = all_posts(world, 120)
    assert len({post.post_id for post in posts}) == len(posts)
    assert len({post.url for post in posts}) == len(posts)


def test_some_weibo_ids_exceed_what_a_float_holds(world: World) -> None:
    ids = [int(post.native_id) for post in all_posts(world, 10) if post.platform == "weibo"]
    assert {len(str(native)) for native in ids} == {16}
    assert any(native > 2**53 for native in ids)
    assert any(native < 2**53 for native in ids)


def test_douyin_has_base64_item_ids_and_nineteen_digit_video_ids(world: World) -> None:
    for post in (post for post in all_posts(world, 10) if post.platform == "douyin"):
        assert post.native_id.startswith("@")
        assert len(post.video_id or "") == 19


def test_a_status_id_is_written_in_base62_by_groups_of_seven_digits() -> None:
    assert base62_mid(3501756485200075) == "z0JH2lOMb"


def test_accounts_of_higher_levels_post_more(world: World) -> None:
    per_account = {
        level: sum(len(world.posts(a.account_id, at(120, 0))) for a in actors) / len(actors)
        for level in ("province", "city", "county")
        if (actors := [a for a in world.actors.values() if a.account.level == level])
    }
    assert per_account["province"] > per_account["city"] > per_account["county"] > 0


def test_weibo_accounts_post_at_most_four_times_between_two_waves(world: World) -> None:
    for actor in (actor for actor in world.actors.values() if actor.account.platform == "weibo"):
        posts = world.posts(actor.account_id, at(120, 0))
        for offset in range(120):
            window = [post for post in posts if at(offset - 1, 21.5) < post.published_at <= at(offset, 9.5)]
            evening = [post for post in posts if at(offset, 9.5) < post.published_at <= at(offset, 21.5)]
            assert max(len(window), len(evening)) <= 4


def test_editors_publish_in_the_daytime(world: World) -> None:
    hours = {post.published_at.astimezone(BEIJING).hour for post in all_posts(world, 60)}
    assert min(hours) >= 7
    assert max(hours) <= 21


def test_fewer_posts_appear_on_days_off(world: World) -> None:
    assert posting_weight(day(1)) == 1
    assert posting_weight(day(5)) < 1
    assert posting_weight(day(60)) < posting_weight(day(5)), "1 May is a holiday"


def test_years_the_calendar_does_not_know_have_weekends_only() -> None:
    far = STARTED_ON.replace(year=2080)
    assert posting_weight(far) == (0.6 if far.weekday() > 4 else 1.0)


def test_one_message_may_hold_several_articles_but_releases_go_alone(world: World) -> None:
    posts = [post for post in all_posts(world, 60) if post.platform == "wechat"]
    assert any(post.position == 2 and post.notified for post in posts)
    assert any(post.position == 2 and not post.notified for post in posts)
    assert all(post.position == 1 and not post.notified for post in posts if post.release_id)


def test_most_of_a_posts_figures_come_in_a_week() -> None:
    growth = Growth(at(0, 12), (("views", 100_000.0),), None, 1.0)
    reached = {hours: growth.at(at(0, 12) + timedelta(hours=hours))["views"] for hours in (1, 24, 168, 5000)}
    assert 0.59 < reached[24] / 100_000 < 0.61
    assert 0.965 < reached[168] / 100_000 < 0.975
    assert 0 < reached[1] < reached[24]
    assert reached[5000] >= 99_900


def test_figures_never_fall_but_for_one_clean_up(world: World) -> None:
    shrunk = 0
    for post in all_posts(world, 40):
        hours = range(0, 400, 7)
        figures = [world.figure(post, post.published_at + timedelta(hours=hour)) for hour in hours]
        for metric in figures[0]:
            falls = [(b[metric], a[metric]) for a, b in pairwise(figures) if b[metric] < a[metric]]
            assert len(falls) <= 1
            if falls and falls[0][1] > 1000:
                shrunk += 1
                assert 0.88 < falls[0][0] / falls[0][1] < 1
    assert shrunk > 0


def test_a_post_has_no_figures_before_it_is_published(world: World) -> None:
    post = next(post for post in all_posts(world, 10) if post.platform == "douyin")
    assert set(world.figure(post, post.published_at - timedelta(hours=2)).values()) == {0}


def test_some_counties_fall_silent_for_good_and_some_recover(world: World) -> None:
    silences = [actor.silences for actor in world.actors.values()]
    for_good = [plan for plan in silences if plan.for_good]
    assert for_good
    assert all(plan.silent_on(day(offset)) for plan in for_good for offset in (106, 120, 400))
    passing = [plan for plan in silences if plan.spans]
    assert passing
    for plan in passing:
        runs = [plan.silent_on(day(offset)) for offset in range(400)]
        assert 0 < sum(runs) < 300
    assert all(not plan.silent_on(day(-1)) for plan in silences)


def test_a_silent_account_posts_nothing_but_its_gasp(world: World) -> None:
    for actor in world.actors.values():
        for offset in range(0, 120):
            posts = world.on_day(actor.account_id, day(offset))
            if actor.silences.silent_on(day(offset)) and day(offset) != actor.silences.gasp:
                assert not posts


def test_the_last_sign_of_life_of_one_account_is_a_post_taken_back_within_a_day(world: World) -> None:
    gasping = [actor for actor in world.actors.values() if actor.silences.gasp]
    assert gasping
    for actor in gasping:
        last = world.posts(actor.account_id, at(120, 0))[-1]
        assert beijing_day(last.published_at) == actor.silences.gasp
        assert last.deleted_at is not None
        assert last.deleted_at - last.published_at < timedelta(hours=24)


def test_posts_are_deleted_within_a_day_or_well_after_it(world: World) -> None:
    lives = [p.deleted_at - p.published_at for p in all_posts(world, 120) if p.deleted_at]
    assert {life < timedelta(hours=24) for life in lives} == {True, False}
    assert not [life for life in lives if timedelta(hours=17) < life < timedelta(hours=26)]


def test_a_release_is_carried_late_and_less_often_down_the_levels(world: World) -> None:
    posts = [post for post in all_posts(world, 120) if WARNING not in (post.release_id or "")]
    origins = {post.release_id: post for post in posts if post.release_id and post.form is None}
    carries = [post for post in posts if post.form is not None]
    assert 40 < len(origins) < 120
    assert {post.form for post in carries} == {
        "exact", "retitled", "local_lead", "excerpt", "light_edit", "title",
    }  # fmt: skip
    for post in carries:
        lag = post.published_at - origins[post.release_id].published_at
        assert timedelta(minutes=14) < lag < timedelta(days=11)
        assert post.platform != "douyin" or lag < timedelta(days=3)
    levels = {a.account_id: a.account.level for a in world.actors.values() if not a.by_export}
    provincial = [key for key, post in origins.items() if levels[post.account_id] == "province"]
    rates = {
        level: sum(post.release_id in provincial and levels[post.account_id] == level for post in carries)
        / (len(provincial) * list(levels.values()).count(level))
        for level in ("province", "city", "county")
    }
    assert rates["province"] > 0.7 > rates["city"] > 0.4 > rates["county"] > 0.1


def test_nobody_knows_a_release_by_a_sheet_so_accounts_without_an_interface_carry_none(world: World) -> None:
    posts = [post for post in all_posts(world, 60) if world.actors[post.account_id].by_export]
    assert {post.platform for post in posts} == {"channels", "xiaohongshu"}
    assert not [post for post in posts if post.release_id or post.deleted_at or post.hidden_at]


def test_accounts_without_an_interface_change_nothing_about_the_others(world: World) -> None:
    visited = tuple(a.account for a in world.actors.values() if not a.by_export)
    alone = World(replace(world.roster, accounts=visited), SEED, STARTED_ON)
    expected = [post for post in all_posts(world, 30) if not world.actors[post.account_id].by_export]
    assert all_posts(alone, 30) == expected
    for post in expected[::20]:
        assert alone.figure(post, at(40, 0)) == world.figure(post, at(40, 0))


def test_a_city_release_stays_in_its_city(world: World) -> None:
    posts = [post for post in all_posts(world, 120) if post.release_id]
    for post in posts:
        origin = world.actors[(post.release_id or "").rpartition(":")[0]]
        if origin.account.level == "city":
            assert world.actors[post.account_id].city_code == origin.city_code


def test_an_account_posts_only_while_it_is_on_the_roster(roster: Roster) -> None:
    accounts = small(roster, "hebei-fire-weibo").accounts
    short = replace(accounts[0], roster_from=day(5), roster_to=day(9))
    world = World(replace(roster, accounts=(short,)), SEED, STARTED_ON)
    days = {beijing_day(post.published_at) for post in world.posts(short.account_id, at(40, 0))}
    assert days
    assert min(days) >= day(5)
    assert max(days) <= day(9)


def test_a_roster_without_a_provincial_account_has_no_provincial_releases(roster: Roster) -> None:
    world = World(small(roster, "zhengding", "gaocheng"), SEED, STARTED_ON)
    assert not [post for post in all_posts(world, 60) if post.release_id]
