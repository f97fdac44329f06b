"""Weibo as the demo answers it: five posts, HTTP errors with codes, entities, cut texts, ids as text."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Any

import pytest

from demo.accounts import Actor
from tests.demo.conftest import Province, at

TIMELINE = "/weibo/2/statuses/user_timeline.json"


def ask(province: Province, actor: Actor, path: str, **query: str) -> Any:
    parameters = {"access_token": province.credentials(actor)["access_token"], **query}
    return province.json("GET", path, params=parameters)


@pytest.fixture
def actor(province: Province) -> Actor:
    return province.actor("weibo")


def test_only_the_five_newest_are_shown_whatever_count_asks(province: Province, actor: Actor) -> None:
    answer = ask(province, actor, TIMELINE, count="100")
    newest = province.world.newest(actor.account_id, province.clock.now(), 5)
    assert [status["idstr"] for status in answer["statuses"]] == [post.native_id for post in newest]
    assert answer["total_number"] > 1000


def test_a_status_carries_its_id_as_number_and_text_and_an_english_date(
    province: Province, actor: Actor
) -> None:
    status = ask(province, actor, TIMELINE)["statuses"][0]
    post = province.world.newest(actor.account_id, province.clock.now(), 1)[0]
    assert str(status["id"]) == status["idstr"] == status["mid"]
    assert datetime.strptime(status["created_at"], "%a %b %d %H:%M:%S %z %Y") == post.published_at
    assert status["source"].startswith("<a href=")
    assert status["user"]["idstr"] == actor.account.native_id


def test_counts_are_those_of_this_instant(province: Province, actor: Actor) -> None:
    statuses = ask(province, actor, TIMELINE)["statuses"]
    counts = ask(province, actor, "/weibo/2/statuses/count.json", ids=",".join(s["idstr"] for s in statuses))
    for status, count, post in zip(
        statuses, counts, province.world.newest(actor.account_id, province.clock.now(), 5), strict=True
    ):
        figures = province.world.figure(post, province.clock.now())
        assert status["attitudes_count"] == count["attitudes"] == figures["likes"]
        assert status["reposts_count"] == count["reposts"] == figures["shares"]


def test_more_than_a_hundred_ids_are_refused(province: Province, actor: Actor) -> None:
    answer = ask(province, actor, "/weibo/2/statuses/count.json", ids=",".join(map(str, range(101))))
    assert int(answer["error_code"]) == 10008


def test_texts_carry_entities_and_long_ones_are_cut(province: Province) -> None:
    cut = entities = 0
    for index in range(12):
        actor = province.actor("weibo", index)
        for offset in range(20, 60, 2):
            province.clock.set(at(offset, 22))
            if actor.outages.at(province.clock.now()):
                continue
            for status in ask(province, actor, TIMELINE)["statuses"]:
                post = next(p for p in province.posts(actor, at(60, 0)) if p.native_id == status["idstr"])
                entities += status["text"] != html.unescape(status["text"])
                if status["isLongText"]:
                    cut += 1
                    assert status["text"].endswith("...全文")
                    assert len(post.text) == status["textLength"] > 140
                else:
                    assert html.unescape(status["text"]) == post.text
    assert cut > 0
    assert entities > 0


def test_the_whole_of_a_long_text_is_given_by_show(province: Province) -> None:
    for index in range(12):
        actor = province.actor("weibo", index)
        posts = [p for p in province.posts(actor, province.clock.now()) if p.public_at(province.clock.now())]
        for post in (post for post in posts if len(post.text) > 140):
            status = ask(province, actor, "/weibo/2/statuses/show.json", id=post.native_id, isGetLongText="1")
            assert html.unescape(status["longText"]["longTextContent"]) == post.text
            assert "longText" not in ask(province, actor, "/weibo/2/statuses/show.json", id=post.native_id)
            return


def test_a_deleted_status_does_not_exist_and_is_left_out_of_counts(province: Province) -> None:
    now = province.clock.now()
    for actor in (a for a in province.world.actors.values() if a.account.platform == "weibo"):
        gone = [post for post in province.posts(actor, now) if post.deleted_by(now)]
        if gone and not actor.outages.at(now):
            answer = ask(province, actor, "/weibo/2/statuses/show.json", id=gone[0].native_id)
            assert int(answer["error_code"]) == 20101
            assert answer["request"] == "/2/statuses/show.json"
            assert ask(province, actor, "/weibo/2/statuses/count.json", ids=gone[0].native_id) == []
            return
    pytest.fail("no deleted status")


def test_errors_come_as_http_400s_with_a_code_that_is_a_number_or_a_text(province: Province) -> None:
    kinds = set()
    for index in range(6):
        actor = province.actor("weibo", index)
        parameters = {"access_token": province.credentials(actor)["access_token"], "id": "1"}
        for _ in range(3):
            answer = province.client.get("/weibo/2/statuses/show.json", params=parameters)
            if answer.status_code == 400:
                kinds.add(type(answer.json()["error_code"]))
    assert kinds == {int, str}


def test_an_unknown_token_is_refused(province: Province) -> None:
    answer = province.client.get(TIMELINE, params={"access_token": "2.00nobody"})
    assert answer.status_code == 403
    assert int(answer.json()["error_code"]) == 21332


def test_an_expired_token_works_again_when_a_person_has_renewed_it(province: Province) -> None:
    actors = [a for a in province.world.actors.values() if a.account.platform == "weibo" and a.outages.spans]
    assert actors
    first, length = actors[0].outages.spans[0]
    province.clock.set(at(first, 9.5))
    assert int(ask(province, actors[0], TIMELINE)["error_code"]) == 21327
    province.clock.set(at(first + length, 9.5))
    assert ask(province, actors[0], TIMELINE)["statuses"]


def test_followers_are_an_array_of_one(province: Province, actor: Actor) -> None:
    rows = ask(province, actor, "/weibo/2/users/counts.json", uids=actor.account.native_id)
    assert rows[0]["followers_count"] == province.world.followers(actor.account_id, province.clock.now())


def test_the_whole_platform_is_down_for_one_day(province: Province, actor: Actor) -> None:
    province.clock.set(at(actor.outages.platform_day, 12))
    parameters = {"access_token": province.credentials(actor)["access_token"]}
    assert province.client.get(TIMELINE, params=parameters).status_code == 503
    province.clock.set(at(actor.outages.platform_day + 1, 12))
    assert ask(province, actor, TIMELINE)["statuses"]


def test_a_passing_trouble_comes_once_and_then_the_call_succeeds(province: Province) -> None:
    troubles = 0
    for index in range(8):
        actor = province.actor("weibo", index)
        parameters = {"access_token": province.credentials(actor)["access_token"]}
        for offset in range(100):
            province.clock.set(at(offset, 9.5))
            if actor.outages.at(province.clock.now()) is None:
                first = province.client.get(TIMELINE, params=parameters)
                if first.status_code != 200:
                    troubles += 1
                    assert first.status_code in (429, 500, 400)
                    assert province.client.get(TIMELINE, params=parameters).status_code == 200
    assert 0 < troubles < 30
