"""Invented posts are about their topic, and never look like copies of each other unless they are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

import pytest

from demo.phrases import TOPICS
from demo.posts import Post
from demo.world import World
from hub.roster import Roster
from tests.demo.conftest import STARTED_ON, at

DAYS = 40
SHORT = 80
WINDOW = timedelta(days=15)


def cleaned(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", "", unicodedata.normalize("NFKC", text))


def grams(text: str, length: int) -> set[str]:
    return {text[place : place + length] for place in range(len(text) - length + 1)}


def containment(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other))


def resemblance(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def pairs(sets: list[set[str]], least: float) -> Iterator[tuple[int, int]]:
    """All pairs of which at least a share of the smaller set is common, found by an inverted index."""
    owners = defaultdict(list)
    for place, found in enumerate(sets):
        common = Counter(other for gram in found for other in owners[gram])
        for other, count in common.items():
            if count >= least * min(len(found), len(sets[other])):
                yield other, place
        for gram in found:
            owners[gram].append(place)


@pytest.fixture(scope="module", params=[119, 20260101])
def posts(request: pytest.FixtureRequest, roster: Roster) -> list[Post]:
    world = World(roster, request.param, STARTED_ON)
    return [post for account_id in world.actors for post in world.posts(account_id, at(DAYS, 0))]


def are_related(one: Post, other: Post) -> bool:
    return one.release_id is not None and one.release_id == other.release_id


def test_no_two_unrelated_long_posts_look_like_one_text(posts: list[Post]) -> None:
    long = [post for post in posts if len(cleaned(post.text)) >= SHORT]
    sets = [grams(cleaned(post.text), 3) for post in long]
    assert len(long) > 1500
    for one, other in pairs(sets, 0.5):
        if not are_related(long[one], long[other]):
            close = abs(long[one].published_at - long[other].published_at) <= WINDOW
            bound = 0.5 if close else 0.6
            assert containment(sets[one], sets[other]) < bound, (long[one].text, long[other].text)


def test_no_two_unrelated_short_posts_look_like_one_text(posts: list[Post]) -> None:
    short = [post for post in posts if len(cleaned(post.text)) < SHORT and post.form != "title"]
    short = [post for post in short if not (post.release_id and post.form is None)]
    sets = [grams(cleaned(post.text), 2) for post in short]
    assert len(short) > 300
    for one, other in pairs(sets, 0.45):
        if not are_related(short[one], short[other]):
            assert resemblance(sets[one], sets[other]) < 0.5, (short[one].text, short[other].text)
            assert containment(sets[one], sets[other]) < 0.7, (short[one].text, short[other].text)


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        above, row = row, [count]
        for place, there in enumerate(other):
            row.append(min(above[place] + (letter != there), above[place + 1] + 1, row[-1] + 1))
    return row[-1]


def test_no_two_headlines_of_the_same_days_are_alike(posts: list[Post]) -> None:
    """Of some posts only the headline is known: one that looks like another's would pass for its copy."""
    groups = defaultdict(list)
    for post in (post for post in posts if post.title and not post.release_id):
        groups[cleaned(post.title)[-5:]].append(post)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if abs(one.published_at - other.published_at) <= timedelta(days=4):
                first, second = cleaned(one.title), cleaned(other.title)
                assert distance(first, second) > 0.15 * max(len(first), len(second)), (first, second)


def test_every_carried_text_can_be_recognised(posts: list[Post]) -> None:
    origins = {post.release_id: post for post in posts if post.release_id and post.form is None}
    for post in (post for post in posts if post.form is not None):
        origin = origins[post.release_id]
        if post.form == "title":
            assert post.text == origin.title
            continue
        one, other = grams(cleaned(origin.text), 3), grams(cleaned(post.text), 3)
        shortest = min(len(cleaned(origin.text)), len(cleaned(post.text)))
        assert shortest >= SHORT, post.text
        long = (
            containment(one, other) >= (0.65 if shortest < 300 else 0.6) and resemblance(one, other) >= 0.25
        )
        assert long or containment(one, other) >= 0.85, (post.form, origin.text, post.text)


def test_a_releases_title_is_compared_as_a_title(posts: list[Post]) -> None:
    """A caption of twenty letters and more would be held against the whole text instead."""
    for post in (post for post in posts if post.release_id and post.form is None):
        assert 12 <= len(cleaned(post.title)) < 20


def test_releases_are_long_enough_to_be_cut(posts: list[Post]) -> None:
    for post in (post for post in posts if post.release_id and post.form is None):
        assert 150 <= len(post.text) <= 480


def test_weibo_posts_keep_the_limit_but_for_one_in_ten(posts: list[Post]) -> None:
    weibo = [post for post in posts if post.platform == "weibo"]
    long = [post for post in weibo if len(post.text) > 140]
    assert 0.03 < len(long) / len(weibo) < 0.25


def test_no_slot_is_left_open(posts: list[Post]) -> None:
    assert not [post.text for post in posts if re.search(r"[{}]", post.title + post.text)]


def test_all_topics_and_most_audiences_occur(posts: list[Post]) -> None:
    assert {post.topics[0] for post in posts} == set(TOPICS)
    assert len({audience for post in posts for audience in post.audiences}) >= 14


def test_each_topic_has_a_dozen_patterns() -> None:
    assert len(TOPICS) == 22
    assert all(len(topic.scenes) >= 12 and len(topic.points) >= 24 for topic in TOPICS.values())
