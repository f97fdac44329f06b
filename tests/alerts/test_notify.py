"""People are told once: in a digest at nine, of a veto at once, and again only when something changed."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from alerts import webhook
from alerts.engine import catch_up, evaluate
from alerts.notify import Digest, notify
from hub.settings import Settings
from tests.alerts.happenings import SHIJIAZHUANG, Happenings, beijing

ACCOUNT = "zhengding-fire-wechat"


class Receiver:
    """A webhook on loopback that keeps what it gets; `answers` are its next status codes, then 200."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.answers.pop(0) if receiver.answers else 200
                receiver.keys.append(self.headers["Idempotency-Key"])
                if status == 200:
                    receiver.messages.append(json.loads(body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook/very-secret-key"

    @property
    def sentences(self) -> list[list[str]]:
        return [[episode["sentence"] for episode in message["episodes"]] for message in self.messages]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.001)
    receiving = Receiver()
    thread = threading.Thread(target=receiving.server.serve_forever, args=(0.01,))
    thread.start()
    yield receiving
    receiving.server.shutdown()
    thread.join()
    receiving.server.server_close()


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Settings:
    return Settings(data=tmp_path, webhook=SecretStr(receiver.address), _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def silent(province: Happenings) -> Happenings:
    """An account that posted on 1 June and never again."""
    province.account(ACCOUNT, SHIJIAZHUANG)
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    return province


def round_at(province: Happenings, settings: Settings, time: str) -> Digest | None:
    """Visit with success, judge and tell, as the hub does every few minutes."""
    now: datetime = beijing(time)
    province.visit(ACCOUNT, now)
    evaluate(province.warehouse, now)
    return notify(province.warehouse, settings, now)


def test_the_first_digest_comes_at_once_with_everything_in_it(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    digest = round_at(silent, settings, "2026-06-08 15:00")
    assert digest is not None
    message = receiver.messages[0]
    assert message["type"] == "fenghuo.alerts"
    assert message["text"].startswith("烽火预警 2026-06-08 15:00：提示 1\n【提示】正定县消防救援大队")
    episode = message["episodes"][0]
    assert (episode["rule"], episode["state"], episode["subject"]) == ("veto_notice", "open", ACCOUNT)
    assert json.loads(episode["evidence"])["last_update_at"] == "2026-06-01T02:00:00+00:00"


def test_nobody_is_told_twice(silent: Happenings, settings: Settings, receiver: Receiver) -> None:
    round_at(silent, settings, "2026-06-08 15:00")
    for time in ("2026-06-08 15:03", "2026-06-09 09:00", "2026-06-10 09:00"):
        assert round_at(silent, settings, time) is None
    assert len(receiver.messages) == 1


def test_an_escalation_waits_for_nine_oclock(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    round_at(silent, settings, "2026-06-08 15:00")
    round_at(silent, settings, "2026-06-10 10:00")
    assert round_at(silent, settings, "2026-06-11 08:59") is None
    assert round_at(silent, settings, "2026-06-11 09:00") is not None
    assert [message["episodes"][0]["rule"] for message in receiver.messages] == ["veto_notice", "veto_warn"]


def test_a_veto_is_told_at_once(silent: Happenings, settings: Settings, receiver: Receiver) -> None:
    round_at(silent, settings, "2026-06-14 09:00")
    assert round_at(silent, settings, "2026-06-15 00:03") is not None
    assert round_at(silent, settings, "2026-06-15 09:00") is None
    assert [message["episodes"][0]["rule"] for message in receiver.messages] == ["veto_urgent", "veto"]


def test_a_recovery_is_told_once(silent: Happenings, settings: Settings, receiver: Receiver) -> None:
    round_at(silent, settings, "2026-06-08 15:00")
    silent.post(ACCOUNT, beijing("2026-06-08 16:00"))
    assert round_at(silent, settings, "2026-06-08 17:00") is None
    digest = round_at(silent, settings, "2026-06-09 09:00")
    assert digest is not None
    assert "恢复 1\n【恢复】" in digest.text
    assert round_at(silent, settings, "2026-06-10 09:00") is None


def test_what_opened_and_closed_before_anybody_heard_of_it_is_not_told(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    silent.visited_daily(ACCOUNT, beijing("2026-06-01 11:00"), beijing("2026-07-01 11:00"))
    silent.post(ACCOUNT, beijing("2026-06-25 10:00"))
    changed = catch_up(silent.warehouse, beijing("2026-07-01 12:00"))
    assert [episode.open for episode in changed] == [False]
    assert notify(silent.warehouse, settings, beijing("2026-07-01 12:00")) is None
    assert receiver.messages == []


def test_a_failing_webhook_is_tried_again_and_then_in_the_next_round(
    silent: Happenings, settings: Settings, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.answers = [500, 429]
    assert round_at(silent, settings, "2026-06-08 15:00") is not None
    assert len(receiver.messages) == 1
    assert len(set(receiver.keys)) == 1
    receiver.answers = [503] * webhook.ATTEMPTS
    with caplog.at_level(logging.DEBUG, "alerts"):
        assert round_at(silent, settings, "2026-06-11 09:00") is None
    assert "HTTP 503" in caplog.text
    assert "very-secret-key" not in caplog.text
    assert round_at(silent, settings, "2026-06-11 09:03") is not None
    assert [message["episodes"][0]["rule"] for message in receiver.messages] == ["veto_notice", "veto_warn"]


def test_a_refusal_is_not_tried_again_in_the_same_round(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    receiver.answers = [404]
    assert round_at(silent, settings, "2026-06-08 15:00") is None
    assert len(receiver.keys) == 1


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/very-secret-key", "ftp://very-secret-key/", "http://[very-secret-key"]
)
def test_an_address_that_cannot_be_reached_is_a_warning_without_the_address(
    silent: Happenings, settings: Settings, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings.model_copy(update={"webhook": SecretStr(address)})
    assert round_at(silent, settings, "2026-06-08 15:00") is None
    assert "FENGHUO_WEBHOOK" in caplog.text
    assert "very-secret-key" not in caplog.text


def test_without_a_webhook_the_log_is_told(
    silent: Happenings, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings.model_copy(update={"webhook": None})
    assert round_at(silent, settings, "2026-06-15 15:00") is not None
    assert "【否决】" in caplog.text
    assert round_at(silent, settings, "2026-06-16 15:00") is None


def test_the_gravest_comes_first_in_a_digest(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    silent.account("late", name="平山县消防救援大队")
    silent.post("late", beijing("2026-06-07 10:00"))
    silent.visit("late", beijing("2026-06-15 08:00"))
    round_at(silent, settings, "2026-06-15 09:00")
    assert [episode["severity"] for episode in receiver.messages[0]["episodes"]] == ["否决", "提示"]
