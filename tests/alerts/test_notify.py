"""People are told once: in a digest at nine, of a veto at once, and again only when something changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from alerts import answers, notify
from alerts.channels import Channels
from alerts.engine import catch_up, evaluate
from alerts.episodes import open_episodes
from alerts.history import keep_entries, snoozed
from alerts.messages import MOST_PARTS, Letter
from alerts.notify import Notifier, Sent, open_notifier
from alerts.outbox import LONGEST_WAIT, Outbox, Waiting
from alerts.recipients import QuietHours, Recipient
from hub.settings import Settings
from tests.alerts.happenings import SHIJIAZHUANG, Happenings, beijing
from tests.alerts.receiver import Receiver, receiving

ACCOUNT = "zhengding-fire-wechat"
Round = Callable[[str], list[Sent]]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(answers, "FIRST_PAUSE", 0.001)
    with receiving() as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Settings:
    return Settings(data=tmp_path, webhook=SecretStr(receiver.address), _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def silent(province: Happenings) -> Happenings:
    """An account that posted on 1 June and never again."""
    province.account(ACCOUNT, SHIJIAZHUANG)
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    return province


@pytest.fixture
def round_at(silent: Happenings, settings: Settings) -> Round:
    """Visit with success, judge and tell, as the hub does every few minutes; what went to the webhook."""
    return rounds(silent, open_notifier(settings, silent.warehouse))


def rounds(province: Happenings, notifier: Notifier) -> Round:
    def judge_and_tell(at: str) -> list[Sent]:
        now: datetime = beijing(at)
        province.visit(ACCOUNT, now)
        evaluate(province.warehouse, now)
        return [sent for sent in notifier.round(now) if sent.recipient != "console"]

    return judge_and_tell


def with_recipients(province: Happenings, settings: Settings, *recipients: Recipient) -> Round:
    outbox = Outbox(province.warehouse)
    return rounds(province, Notifier(province.warehouse, recipients, Channels(settings), outbox))


def hooked(recipient_id: str, receiver: Receiver, *, quiet: QuietHours | None = None) -> Recipient:
    """A recipient of everything with a path of its own at the receiver."""
    address = SecretStr(f"{receiver.origin}/{recipient_id}")
    return Recipient(recipient_id, recipient_id, frozenset({"all"}), "webhook", address=address, quiet=quiet)


def rules(receiver: Receiver) -> list[str]:
    return [stage for _, stage in receiver.told]


def test_the_first_digest_comes_at_once_with_everything_in_it(round_at: Round, receiver: Receiver) -> None:
    assert [sent.result for sent in round_at("2026-06-08 15:00")] == ["sent"]
    [message] = receiver.messages
    assert message["type"] == "fenghuo.alerts"
    assert message["text"].startswith("烽火预警 2026-06-08 15:00：提示 1\n【提示】正定县消防救援大队")
    [episode] = message["episodes"]
    assert (episode["rule"], episode["state"], episode["subject"]) == ("veto_notice", "open", ACCOUNT)
    assert json.loads(episode["evidence"])["last_update_at"] == "2026-06-01T02:00:00+00:00"


def test_a_message_says_since_when_what_was_last_what_is_expected_and_what_we_checked(
    round_at: Round, receiver: Receiver
) -> None:
    round_at("2026-06-11 15:00")
    lines = receiver.messages[0]["text"].splitlines()
    assert lines[2:5] == [
        "　起始：2026-06-01 起未更新，2026-06-11 15:00 起预警",
        f"　最后一条：{lines[3].removeprefix('　最后一条：')}",
        "　请做：尽快更新，并报市级更新日期",
    ]
    assert lines[3].startswith("　最后一条：https://example.org/wechat:")
    assert lines[5] == "　已查：最近一次采集成功 2026-06-11 15:00，没有发现更晚的作品"
    assert lines[6] == f"　查看：看板“断更预警”；编号 fortnight/{ACCOUNT}/2026-06-11"


def test_a_recipient_known_before_anything_happened_waits_for_nine_oclock(
    round_at: Round, receiver: Receiver
) -> None:
    assert round_at("2026-06-07 15:00") == []
    assert round_at("2026-06-08 15:00") == []
    assert len(round_at("2026-06-09 09:00")) == 1
    assert rules(receiver) == ["veto_notice"]


def test_nobody_is_told_twice(round_at: Round, receiver: Receiver) -> None:
    round_at("2026-06-08 15:00")
    for at in ("2026-06-08 15:03", "2026-06-09 09:00", "2026-06-10 09:00"):
        assert round_at(at) == []
    assert len(receiver.messages) == 1


def test_an_escalation_waits_for_nine_oclock(round_at: Round, receiver: Receiver) -> None:
    round_at("2026-06-08 15:00")
    round_at("2026-06-10 10:00")
    assert round_at("2026-06-11 08:59") == []
    assert len(round_at("2026-06-11 09:00")) == 1
    assert rules(receiver) == ["veto_notice", "veto_warn"]


def test_a_digest_that_nobody_was_there_to_send_at_nine_comes_later_that_day(
    round_at: Round, receiver: Receiver
) -> None:
    round_at("2026-06-08 15:00")
    round_at("2026-06-11 00:03")
    assert len(round_at("2026-06-11 13:00")) == 1
    assert rules(receiver) == ["veto_notice", "veto_warn"]


def test_a_veto_is_told_at_once(round_at: Round, receiver: Receiver) -> None:
    round_at("2026-06-14 09:00")
    assert len(round_at("2026-06-15 00:03")) == 1
    assert round_at("2026-06-15 09:00") == []
    assert rules(receiver) == ["veto_urgent", "veto"]


def test_a_recovery_is_told_once(silent: Happenings, round_at: Round, receiver: Receiver) -> None:
    round_at("2026-06-08 15:00")
    silent.post(ACCOUNT, beijing("2026-06-08 16:00"))
    assert round_at("2026-06-08 17:00") == []
    assert len(round_at("2026-06-09 09:00")) == 1
    assert "恢复 1\n【恢复】" in receiver.messages[-1]["text"]
    assert round_at("2026-06-10 09:00") == []


def test_silence_that_returns_after_its_end_was_told_is_told_again(
    silent: Happenings, round_at: Round, receiver: Receiver
) -> None:
    round_at("2026-06-15 01:00")
    silent.post(ACCOUNT, beijing("2026-06-15 01:30"), deleted_at=beijing("2026-06-15 10:00"))
    round_at("2026-06-15 02:00")
    round_at("2026-06-15 09:00")
    round_at("2026-06-15 10:03")
    assert rules(receiver)[:3] == ["veto", "recovered", "veto"]


def test_what_opened_and_closed_before_anybody_heard_of_it_is_not_told(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    silent.visited_daily(ACCOUNT, beijing("2026-06-01 11:00"), beijing("2026-07-01 11:00"))
    silent.post(ACCOUNT, beijing("2026-06-25 10:00"))
    changed = catch_up(silent.warehouse, beijing("2026-07-01 12:00"))
    assert [episode.open for episode in changed] == [False]
    assert open_notifier(settings, silent.warehouse).round(beijing("2026-07-01 12:00")) == []
    assert receiver.messages == []


def test_an_older_post_found_late_makes_no_message_until_it_is_graver_than_what_was_told(
    silent: Happenings, round_at: Round, receiver: Receiver
) -> None:
    round_at("2026-06-13 09:00")
    silent.post(ACCOUNT, beijing("2026-06-05 10:00"), seen_at=beijing("2026-06-13 09:30"))
    for at in ("2026-06-13 10:00", "2026-06-14 09:00", "2026-06-15 09:00", "2026-06-17 09:00"):
        assert round_at(at) == []
    assert len(round_at("2026-06-19 00:03")) == 1
    assert rules(receiver) == ["veto_urgent", "veto"]


def test_data_that_is_loaded_again_repeats_no_message(
    silent: Happenings, round_at: Round, receiver: Receiver
) -> None:
    round_at("2026-06-08 15:00")
    for table in ("posts", "post_versions", "crawls"):
        silent.warehouse.command(f"INSERT INTO {table} SELECT * FROM {table}")
    for at in ("2026-06-08 15:03", "2026-06-09 09:00"):
        assert round_at(at) == []
    assert len(receiver.messages) == 1


def test_a_snooze_holds_messages_back_and_not_the_countdown(
    silent: Happenings, round_at: Round, receiver: Receiver
) -> None:
    round_at("2026-06-08 15:00")
    [episode] = open_episodes(silent.warehouse)
    entry = snoozed(episode, "值班员", beijing("2026-06-08 16:00"), beijing("2026-06-16 08:00"), "搬迁")
    keep_entries(silent.warehouse, [entry])
    for at in ("2026-06-11 09:00", "2026-06-13 09:00", "2026-06-15 09:00"):
        assert round_at(at) == []
    [episode] = open_episodes(silent.warehouse)
    assert episode.rule == "veto"
    assert len(round_at("2026-06-16 08:00")) == 1
    assert rules(receiver) == ["veto_notice", "veto"]


def test_quiet_hours_hold_even_a_veto_until_they_end(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    night = QuietHours(time(22), time(7))
    sleeping = with_recipients(silent, settings, hooked("province", receiver, quiet=night))
    sleeping("2026-06-14 09:00")
    for at in ("2026-06-15 00:03", "2026-06-15 06:59"):
        assert sleeping(at) == []
    assert len(sleeping("2026-06-15 07:00")) == 1
    assert rules(receiver) == ["veto_urgent", "veto"]


def test_recipients_do_not_wait_for_each_other(
    silent: Happenings, settings: Settings, receiver: Receiver
) -> None:
    gone = Recipient(
        "gone", "gone", frozenset({"all"}), "webhook", address=SecretStr("http://127.0.0.1:9/none")
    )
    both = with_recipients(silent, settings, gone, hooked("there", receiver))
    assert {sent.recipient: sent.result for sent in both("2026-06-08 15:00")} == {
        "gone": "failed",
        "there": "sent",
    }


def test_a_failing_webhook_is_tried_again_and_then_in_the_next_round(
    round_at: Round, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.answers = [500, 429]
    assert [sent.result for sent in round_at("2026-06-08 15:00")] == ["sent"]
    assert len(receiver.arrivals) == 3
    assert len({arrival.key for arrival in receiver.arrivals}) == 1
    receiver.answers = [503] * answers.ATTEMPTS
    with caplog.at_level(logging.DEBUG, "alerts"):
        assert [sent.result for sent in round_at("2026-06-11 09:00")] == ["failed"]
    assert "HTTP 503" in caplog.text
    assert "very-secret-key" not in caplog.text
    assert [sent.result for sent in round_at("2026-06-11 09:03")] == ["sent"]
    assert rules(receiver) == ["veto_notice", "veto_warn"]


def test_a_message_without_an_answer_goes_again_and_says_that_it_may_be_a_repetition(
    round_at: Round, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.webhook.TIMEOUT", 0.2)
    monkeypatch.setattr(answers, "ATTEMPTS", 1)
    receiver.slow = 0.6
    assert [sent.result for sent in round_at("2026-06-08 15:00")] == ["unanswered"]
    receiver.slow = 0.0
    assert [sent.result for sent in round_at("2026-06-08 15:03")] == ["sent"]
    assert [message.get("may_be_repeated") for message in receiver.messages] == [None, True]
    assert len({arrival.key for arrival in receiver.arrivals}) == 1


def test_a_failure_is_followed_by_ever_longer_waits_of_at_most_an_hour() -> None:
    failed_at = beijing("2026-06-08 15:00")
    shortest = []
    for attempts in (1, 2, 5, 20):
        waiting = Waiting("r", 1, attempts, failed_at, "failed", Letter("", "", "", "{}"))
        waits = [minutes for minutes in range(120) if waiting.due(failed_at + timedelta(minutes=minutes))]
        shortest.append(waits[0])
        assert waiting.due(failed_at + LONGEST_WAIT)
    assert shortest[0] <= 1 < shortest[2] < 20 < shortest[3]


def test_news_that_comes_while_a_message_waits_is_merged_into_the_next(
    round_at: Round, receiver: Receiver
) -> None:
    receiver.answers = [404] * 3
    for at in ("2026-06-08 15:00", "2026-06-11 09:00", "2026-06-15 00:03"):
        assert [sent.result for sent in round_at(at)] == ["failed"]
    round_at("2026-06-15 02:00")
    round_at("2026-06-15 02:03")
    assert rules(receiver) == ["veto_notice", "veto"]


def test_what_a_message_told_that_was_given_up_is_told_anew(
    round_at: Round, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "MOST_ATTEMPTS", 3)
    receiver.answers = [404] * 3
    times = ("06-08 09:30", "06-08 10:30", "06-08 11:30", "06-08 12:30", "06-09 09:00")
    results = [sent.result for at in times for sent in round_at(f"2026-{at}")]
    assert results == ["failed", "failed", "given_up", "sent"]
    assert len({arrival.key for arrival in receiver.arrivals}) == 2
    assert rules(receiver) == ["veto_notice"]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/very-secret-key", "ftp://very-secret-key/", "http://[very-secret-key"]
)
def test_an_address_that_cannot_be_reached_is_a_warning_without_the_address(
    silent: Happenings, settings: Settings, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings.model_copy(update={"webhook": SecretStr(address)})
    notifier = open_notifier(settings, silent.warehouse)
    [sent] = rounds(silent, notifier)("2026-06-08 15:00")
    assert sent.result == "failed"
    assert "was not taken" in caplog.text
    assert "very-secret-key" not in caplog.text + sent.words


def test_without_recipients_and_a_webhook_the_log_is_told(
    silent: Happenings, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    notifier = open_notifier(settings.model_copy(update={"webhook": None}), silent.warehouse)
    tell = rounds(silent, notifier)
    tell("2026-06-15 15:00")
    assert caplog.text.count("【否决】") == 1
    tell("2026-06-16 15:00")
    assert caplog.text.count("【否决】") == 1


def test_the_gravest_comes_first_in_a_digest(silent: Happenings, round_at: Round, receiver: Receiver) -> None:
    silent.account("late", name="平山县消防救援大队")
    silent.post("late", beijing("2026-06-07 10:00"))
    silent.visit("late", beijing("2026-06-15 08:00"))
    round_at("2026-06-15 09:00")
    assert [episode["severity"] for episode in receiver.messages[0]["episodes"]] == ["否决", "提示"]


@pytest.mark.parametrize(("accounts", "messages"), [(5, 2), (60, MOST_PARTS)])
def test_a_digest_longer_than_its_channel_takes_comes_in_parts_and_loses_nothing(
    province: Happenings,
    settings: Settings,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    accounts: int,
    messages: int,
) -> None:
    monkeypatch.setattr("alerts.channels.LIMITS", {"webhook": 2048})
    names = [f"account-{number:02}" for number in range(accounts)]
    for name in names:
        province.account(name)
        province.post(name, beijing("2026-06-01 10:00"))
        province.visit(name, beijing("2026-06-08 15:00"))
    with_recipients(province, settings, hooked("all", receiver))("2026-06-08 15:00")
    assert sorted(subject for subject, _ in receiver.told) == names
    assert len(receiver.messages) == messages
    assert all(len(message["text"].encode()) <= 2048 for message in receiver.messages)
    assert f"（第 1 部分，共 {messages} 部分）" in receiver.messages[0]["text"]
    assert ("条没有列出" in receiver.messages[-1]["text"]) is (messages == MOST_PARTS)
