"""Secrets planted in credentials and answers reach no log, no error, no dead letter and no record."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
import pytest

from crawlers.credentials import Entry
from hub.platforms import Platform
from tests.crawlers import test_wechat
from tests.crawlers.interfaces import ENTRY, ERRORS, INTERFACES, LISTS, SECRETS, answers
from tests.crawlers.loopback import Loopback, Question, reply
from tests.crawlers.wave import Wave, account

PLANTED: dict[str, str] = {name: f"planted-{name}" for name in SECRETS}
ALL = " ".join(PLANTED.values())
PLANTED_ENTRY: Entry = {**ENTRY, **PLANTED}


@pytest.mark.parametrize("name", INTERFACES)
@pytest.mark.parametrize("failure", ["quoted", "not understood", "refused", "down", "item", "echoed", "well"])
def test_no_planted_secret_is_shown(
    name: Platform, failure: str, wave: Wave, platform: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    known = answers(name)
    if name == "wechat":
        known[test_wechat.TOKEN] = {"access_token": PLANTED["access_token"], "expires_in": 7200}
    for path, answer in known.items():
        platform.on(path, answer)
    spoilt: dict[str, Any] = {
        "quoted": ERRORS[name](99887766, f"refused {ALL}"),
        "not understood": {"data": ALL, "result": ALL, "code": ALL, "errcode": ALL, "error_code": ALL},
        "refused": reply({"message": ALL}, 403),
        "down": reply({"message": ALL}, 500),
        "item": with_an_item(known[LISTS[name]]),
        "echoed": lambda asked: ERRORS[name](99887766, told_back(asked)),
        "well": known[LISTS[name]],
    }
    platform.on(LISTS[name], spoilt[failure])
    county = account(name)
    wave.credentials[county.account_id] = PLANTED_ENTRY
    with caplog.at_level(logging.DEBUG):
        finished = wave.visit_one(county)
    assert (finished.outcome == "failed") == (failure not in ("item", "well")), finished
    shown = [caplog.text, *(msgspec.json.encode(record).decode() for record in wave.sink.records)]
    shown += [f"{letter.reason}{letter.payload!r}" for letter in wave.sink.letters]
    shown.append(repr(wave._gatherer.__dict__ if wave._gatherer else ""))
    assert [text for text in shown if "planted-" in text] == []


def with_an_item(answer: Any) -> Any:
    """The list's answer with an item that cannot be read: the platform's own content, without our secrets."""
    changed = msgspec.json.decode(msgspec.json.encode(answer))
    held = changed.get("data", changed)
    for key in ("item", "statuses", "video_list", "list"):
        if key in held:
            held[key].append(["no item at all"])
    return changed


def told_back(asked: Question) -> str:
    """An error that quotes the question whole: its address, its headers and its body."""
    return f"{asked.path}?{asked.query} {asked.headers} {asked.body!r}"
