"""Secrets planted in credentials and answers reach no log, no error, no dead letter, no record."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
import pytest

from crawlers.credentials import Entry
from hub.platforms import Platform
from tests.crawlers import test_bilibili, test_douyin, test_kuaishou, test_toutiao
from tests.crawlers.loopback import Loopback, reply
from tests.crawlers.wave import Wave, account

PLANTED: dict[str, str] = {
    name: f"planted-{name}" for name in ("access_token", "refresh_token", "client_secret", "app_secret")
}
ENTRY: Entry = {**PLANTED, "client_key": "key", "client_id": "key", "app_id": "key", "open_id": "open-1"}
PLATFORMS: dict[Platform, tuple[str, Any]] = {
    "douyin": (test_douyin.LIST, {"data": {"error_code": 10002, "description": "refused {}"}}),
    "toutiao": (test_toutiao.LIST, {"data": {"error_code": 10002, "description": "refused {}"}}),
    "kuaishou": (test_kuaishou.LIST, {"result": 100400, "error_msg": "refused {}"}),
    "bilibili": (test_bilibili.LIST, {"code": 127100, "message": "refused {}"}),
}


def quoting(answer: Any, words: str) -> Any:
    """The answer with the words in its message."""
    return msgspec.json.decode(msgspec.json.encode(answer).replace(b"{}", words.encode()))


@pytest.mark.parametrize("name", sorted(PLATFORMS))
@pytest.mark.parametrize("failure", ["quoted", "not understood", "refused", "down"])
def test_no_planted_secret_is_shown(
    name: Platform, failure: str, wave: Wave, platform: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    path, refusal = PLATFORMS[name]
    words = " ".join(PLANTED.values())
    answers = {
        "quoted": quoting(refusal, words),
        "not understood": {"data": words, "result": words, "code": words},
        "refused": reply({"message": words}, 403),
        "down": reply({"message": words}, 500),
    }
    platform.on(path, answers[failure])
    county = account(name, native_id="open-1")
    wave.credentials[county.account_id] = ENTRY
    with caplog.at_level(logging.DEBUG):
        finished = wave.visit_one(county)
    assert finished.outcome == "failed"
    shown = [caplog.text, *(repr(record) for record in wave.sink.records)]
    shown += [f"{letter.reason}{letter.payload!r}" for letter in wave.sink.letters]
    shown.append(repr(wave._gatherer.__dict__ if wave._gatherer else ""))
    assert [text for text in shown if "planted-" in text] == []
