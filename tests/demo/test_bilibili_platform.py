"""Bilibili as the demo answers it: signed requests, single-use refresh tokens, figures work by work."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from typing import Any

import pytest

from demo.accounts import Actor
from tests.demo.conftest import Province, at

LIST, FIGURES = "/bilibili/arcopen/fn/archive/viewlist", "/bilibili/arcopen/fn/data/arc/stat"
REFRESH = "/bilibili/x/account-oauth2/v1/refresh_token"


@pytest.fixture
def actor(province: Province) -> Actor:
    return province.actor("bilibili")


@pytest.fixture
def token(province: Province, actor: Actor) -> str:
    return str(renewed(province, actor)["data"]["access_token"])


def renewed(province: Province, actor: Actor, refresh_token: str | None = None) -> Any:
    given = province.credentials(actor)
    form = {name: given[name] for name in ("client_id", "client_secret", "refresh_token")}
    form["refresh_token"] = refresh_token or form["refresh_token"]
    return province.json("POST", REFRESH, data={**form, "grant_type": "refresh_token"})


def signed(province: Province, actor: Actor, token: str, **changed: str) -> dict[str, str]:
    given = province.credentials(actor)
    headers = {
        "x-bili-accesskeyid": given["client_id"],
        "x-bili-content-md5": hashlib.md5(b"").hexdigest(),
        "x-bili-signature-method": "HMAC-SHA256",
        "x-bili-signature-nonce": uuid.uuid4().hex,
        "x-bili-signature-version": "2.0",
        "x-bili-timestamp": str(int(province.clock.now().timestamp())),
        **changed,
    }
    lines = "\n".join(f"{name}:{value}" for name, value in sorted(headers.items()))
    signature = hmac.new(given["client_secret"].encode(), lines.encode(), hashlib.sha256).hexdigest()
    return {**headers, "authorization": signature, "access-token": token}


def ask(province: Province, actor: Actor, token: str, path: str = LIST, **query: str) -> Any:
    for _ in range(3):
        answer = province.client.get(path, params=query, headers=signed(province, actor, token))
        if answer.status_code == 200 and answer.json()["code"] != -500:
            break
    return answer.json()


def test_pages_list_each_work_once_and_count_them(province: Province, actor: Actor, token: str) -> None:
    first = ask(province, actor, token, pn="1", ps="7")["data"]
    found = [work["resource_id"] for work in first["list"]]
    for number in range(2, first["page"]["total"] // 7 + 2):
        found += [
            work["resource_id"]
            for work in ask(province, actor, token, pn=str(number), ps="7")["data"]["list"]
        ]
    now = province.clock.now()
    there = [post.native_id for post in province.posts(actor, now) if not post.deleted_by(now)]
    assert found == there[::-1]
    assert first["page"]["total"] == len(there)


def test_a_signature_that_is_wrong_old_or_used_before_is_refused(
    province: Province, actor: Actor, token: str
) -> None:
    headers = signed(province, actor, token)
    assert province.json("GET", LIST, headers={**headers, "authorization": "0" * 64})["code"] == 127012
    assert ask_with(province, headers) == 0
    assert ask_with(province, headers) == 127012
    old = str(int(province.clock.now().timestamp()) - 600)
    late = signed(province, actor, token, **{"x-bili-timestamp": old})
    assert ask_with(province, late) == 4003


def ask_with(province: Province, headers: dict[str, str]) -> int:
    for _ in range(3):
        answer = province.client.get(LIST, headers=headers)
        if answer.status_code == 200 and answer.json()["code"] != -500:
            break
    return int(answer.json()["code"])


def test_a_refresh_token_works_once(province: Province, actor: Actor) -> None:
    first = renewed(province, actor)
    assert renewed(province, actor)["code"] == 122007
    assert renewed(province, actor, first["data"]["refresh_token"])["code"] == 0


def test_an_access_token_ends_after_thirty_days(province: Province, actor: Actor, token: str) -> None:
    province.clock.set(at(89, 10))
    assert ask(province, actor, token)["code"] == 0
    province.clock.set(at(91, 10))
    assert ask(province, actor, token)["code"] == 127001


def test_figures_are_those_of_the_world_and_a_work_that_is_gone_has_none(
    province: Province, actor: Actor, token: str
) -> None:
    now = province.clock.now()
    there = [post for post in province.posts(actor, now) if post.public_at(now)]
    told = ask(province, actor, token, FIGURES, resource_id=there[0].native_id)["data"]
    figures = province.world.figure(there[0], now)
    assert {name: int(told[name]) for name in ("view", "like", "coin", "danmaku")} == {
        "view": figures["views"],
        "like": figures["likes"],
        "coin": figures["coins"],
        "danmaku": figures["danmaku"],
    }
    assert ask(province, actor, token, FIGURES, resource_id="BV1nothing00")["code"] == 127107
