"""WeChat as the demo answers it: shapes, units, codes, and what beginners get wrong about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from demo.accounts import Actor
from hub.clock import end_of_beijing_day
from tests.demo.conftest import Province, at, day

PUBLISHED = "/wechat/cgi-bin/freepublish/batchget"
TOTAL = "/wechat/datacube/getarticletotaldetail"


def token(province: Province, actor: Actor) -> str:
    body = {"grant_type": "client_credential", **province.credentials(actor), "force_refresh": False}
    return str(province.json("POST", "/wechat/cgi-bin/stable_token", json=body)["access_token"])


def ask(province: Province, actor: Actor, path: str, body: dict[str, Any]) -> Any:
    return province.json("POST", f"{path}?access_token={token(province, actor)}", json=body)


def detail(province: Province, actor: Actor, publish_day: date) -> Any:
    span = {"begin_date": publish_day.isoformat(), "end_date": publish_day.isoformat()}
    return ask(province, actor, TOTAL, span)


@pytest.fixture
def actor(province: Province) -> Actor:
    return province.actor("wechat")


def test_repeated_calls_return_the_same_token_until_its_last_five_minutes(
    province: Province, actor: Actor
) -> None:
    assert token(province, actor) == token(province, actor)
    seen = set()
    for minutes in range(0, 240, 2):
        province.clock.set(at(60, 10) + timedelta(minutes=minutes))
        body = {"grant_type": "client_credential", **province.credentials(actor)}
        answer = province.json("POST", "/wechat/cgi-bin/stable_token", json=body)
        assert answer["expires_in"] >= 300
        seen.add(answer["access_token"])
    assert len(seen) == 3


def test_a_token_expires_after_two_hours_and_a_new_one_works(province: Province, actor: Actor) -> None:
    old = token(province, actor)
    province.clock.set(at(60, 21.5))
    body = {"offset": 0, "count": 1}
    assert (
        province.json("POST", f"/wechat/cgi-bin/freepublish/batchget?access_token={old}", json=body)[
            "errcode"
        ]
        == 42001
    )
    assert "errcode" not in ask(province, actor, PUBLISHED, body)


@pytest.mark.parametrize(
    ("given", "code"),
    [("", 41001), ("nonsense", 40001), ("0_1_ff", 40001)],
    ids=["missing", "malformed", "forged"],
)
def test_a_wrong_token_is_refused_with_http_200(province: Province, given: str, code: int) -> None:
    answer = province.client.post(f"{TOTAL}?access_token={given}", json={})
    assert answer.status_code == 200
    assert answer.json()["errcode"] == code
    assert "rid" in answer.json()["errmsg"]


@pytest.mark.parametrize(("name", "code"), [("appid", 40013), ("secret", 40125)])
def test_wrong_credentials_get_no_token(province: Province, actor: Actor, name: str, code: int) -> None:
    body = {**province.credentials(actor), name: "wrong"}
    assert province.json("POST", "/wechat/cgi-bin/stable_token", json=body)["errcode"] == code


def test_the_list_holds_only_what_was_published_without_notification(
    province: Province, actor: Actor
) -> None:
    listed = []
    for offset in range(0, 400, 20):
        answer = ask(province, actor, PUBLISHED, {"offset": offset, "count": 20})
        listed += answer["item"]
        if offset + 20 >= answer["total_count"]:
            break
    posts = province.posts(actor, province.clock.now())
    articles = [article for message in listed for article in message["content"]["news_item"]]
    assert {article["title"] for article in articles} == {post.title for post in posts if not post.notified}
    assert len(listed) == answer["total_count"]
    times = [message["update_time"] for message in listed]
    assert times == sorted(times, reverse=True)
    assert times[0] < 2_000_000_000, "seconds, not milliseconds"


def test_one_message_holds_several_articles_and_then_has_no_digest(province: Province) -> None:
    for index in range(6):
        actor = province.actor("wechat", index)
        answer = ask(province, actor, PUBLISHED, {"offset": 0, "count": 20})
        several = [m["content"]["news_item"] for m in answer["item"] if len(m["content"]["news_item"]) > 1]
        if several:
            ids = [parse_qs(urlsplit(article["url"]).query) for article in several[0]]
            assert [query["idx"][0] for query in ids] == [str(number + 1) for number in range(len(ids))]
            assert len({query["mid"][0] for query in ids}) == 1
            assert {article["digest"] for article in several[0]} == {""}
            return
    pytest.fail("no message with several articles")


def test_no_content_leaves_the_bodies_out(province: Province, actor: Actor) -> None:
    body = {"offset": 0, "count": 5, "no_content": 1}
    answer = ask(province, actor, PUBLISHED, body)
    assert not [a for m in answer["item"] for a in m["content"]["news_item"] if "content" in a]


def test_a_deleted_article_stays_listed_as_deleted(province: Province) -> None:
    for actor in (a for a in province.world.actors.values() if a.account.platform == "wechat"):
        deleted = [post for post in province.posts(actor, at(60, 0)) if post.deleted_by(at(60, 0))]
        if not deleted or actor.outages.at(at(60, 10)):
            continue
        answer = ask(province, actor, PUBLISHED, {"offset": 0, "count": 20})
        marked = [a["title"] for m in answer["item"] for a in m["content"]["news_item"] if a["is_deleted"]]
        if marked:
            assert set(marked) <= {post.title for post in deleted}
            return
    pytest.fail("no deleted article among the newest")


def test_statements_cover_notified_and_silent_articles_of_a_day(province: Province, actor: Actor) -> None:
    types = set()
    for offset in range(30, 59):
        listed = detail(province, actor, day(offset))["list"]
        posts = province.world.on_day(actor.account_id, day(offset))
        assert [article["msgid"] for article in listed] == [post.native_id for post in posts]
        types |= {article["publish_type"] for article in listed}
    assert types == {0, 1}


def test_rows_are_cumulative_and_end_yesterday(province: Province, actor: Actor) -> None:
    publish_day = next(day(o) for o in range(50, 20, -1) if province.world.on_day(actor.account_id, day(o)))
    article = detail(province, actor, publish_day)["list"][0]
    post = province.world.on_day(actor.account_id, publish_day)[0]
    days = [date.fromisoformat(row["stat_date"]) for row in article["detail_list"]]
    assert days == [publish_day + timedelta(days=n) for n in range((day(60) - publish_day).days)][:30]
    for row in article["detail_list"]:
        figures = province.world.figure(post, end_of_beijing_day(date.fromisoformat(row["stat_date"])))
        assert row["read_user"] == figures["readers"]
        assert row["read_user_source"][0] == {"user_count": figures["readers"], "scene_desc": "全部"}
        assert 0 <= row["read_finish_rate"] <= 1


def test_rows_end_thirty_days_after_publication(province: Province, actor: Actor) -> None:
    publish_day = next(day(o) for o in range(0, 20) if province.world.on_day(actor.account_id, day(o)))
    rows = detail(province, actor, publish_day)["list"][0]["detail_list"]
    assert len(rows) == 30
    assert rows[-1]["stat_date"] == (publish_day + timedelta(days=29)).isoformat()


def test_yesterdays_figures_come_at_eight_and_may_be_delayed_before(province: Province) -> None:
    delays = set()
    for index in range(8):
        actor = province.actor("wechat", index)
        for offset in range(40, 60):
            posts = province.world.on_day(actor.account_id, day(offset - 1))
            if posts and actor.outages.platform_day != offset:
                province.clock.set(at(offset, 7.5))
                assert detail(province, actor, day(offset - 1)) == {"list": [], "is_delay": True}
                delays.add(detail(province, actor, day(offset - 2))["is_delay"])
                province.clock.set(at(offset, 8.1))
                answer = detail(province, actor, day(offset - 1))
                assert len(answer["list"]) == len(posts)
                assert answer["is_delay"] is False
    assert delays == {True, False}


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (day(60), day(60), 61500),
        (day(50), day(51), 61501),
        (date(2025, 10, 31), date(2025, 10, 31), 61500),
    ],
    ids=["today", "two days", "before the statistics began"],
)
def test_a_bad_span_is_refused(province: Province, actor: Actor, first: date, last: date, code: int) -> None:
    span = {"begin_date": first.isoformat(), "end_date": last.isoformat()}
    assert ask(province, actor, TOTAL, span)["errcode"] == code


def test_a_body_that_is_no_json_is_refused(province: Province, actor: Actor) -> None:
    answer = province.client.post(f"{TOTAL}?access_token={token(province, actor)}", content=b"{")
    assert answer.json()["errcode"] == 47001


def test_the_daily_quota_ends_with_45009_until_tomorrow(province: Province, actor: Actor) -> None:
    path = f"/wechat/datacube/getusercumulate?access_token={token(province, actor)}"
    body = {"begin_date": day(58).isoformat(), "end_date": day(59).isoformat()}
    codes = [province.client.post(path, json=body).json().get("errcode", 0) for _ in range(1002)]
    assert codes[-1] == 45009
    assert 0 in codes[:900]
    province.clock.set(at(61, 10))
    assert "list" in ask(province, actor, "/wechat/datacube/getusercumulate", body)


def test_followers_are_told_by_day_up_to_yesterday(province: Province, actor: Actor) -> None:
    body = {"begin_date": day(53).isoformat(), "end_date": day(59).isoformat()}
    rows = ask(province, actor, "/wechat/datacube/getusercumulate", body)["list"]
    assert [row["ref_date"] for row in rows] == [day(offset).isoformat() for offset in range(53, 60)]
    assert rows[0]["cumulate_user"] == province.world.followers(actor.account_id, at(54, 0))


def test_an_account_that_needs_a_person_is_refused_all_day(province: Province) -> None:
    codes = set()
    for actor in (a for a in province.world.actors.values() if a.account.platform == "wechat"):
        for first, _ in actor.outages.spans:
            for hour in (9.5, 21.5):
                province.clock.set(at(first, hour))
                body = {"grant_type": "client_credential", **province.credentials(actor)}
                answer = province.json("POST", "/wechat/cgi-bin/stable_token", json=body)
                if "errcode" not in answer:
                    answer = detail(province, actor, day(first - 1))
                codes.add(answer["errcode"])
    assert codes
    assert codes <= {40164, 48001, 50002}


def test_an_articles_address_leads_to_its_page(province: Province, actor: Actor) -> None:
    publish_day = next(day(o) for o in range(50, 20, -1) if province.world.on_day(actor.account_id, day(o)))
    article = detail(province, actor, publish_day)["list"][0]
    page = province.client.get(article["content_url"]).text
    assert article["title"] in page
    assert "var ct =" in page
