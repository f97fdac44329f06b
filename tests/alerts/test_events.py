"""Programs are told of releases, adoptions and episodes: signed, in order, at least once, never doubled."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from alerts import answers, events
from alerts.events import RECEIVER, compose_events, event_receivers
from alerts.history import Entry, keep_entries
from alerts.notify import Notifier, open_notifier
from alerts.outbox import Outbox
from hub.settings import Settings
from tests.alerts.receiver import Receiver, receiving
from tests.dashboards import small_province
from tests.warehouse.rows import ago, insert, now
from warehouse.client import Warehouse

KEY = "a key of sixteen characters and more"
RELEASE = "wechat:p-wechat-20"
PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(answers, "FIRST_PAUSE", 0.001)
    with receiving() as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Settings:
    return Settings(
        data=tmp_path,
        events_webhook=SecretStr(receiver.address),
        events_key=SecretStr(KEY),
        _env_file=None,  # type: ignore[call-arg]
    )


@pytest.fixture
def notifier(warehouse: Warehouse, settings: Settings) -> Notifier:
    """A notifier that has been at work before anything happened."""
    insert(warehouse, "regions", *small_province._regions())
    insert(warehouse, "accounts", *small_province._accounts())
    opened = open_notifier(settings, warehouse)
    opened.round(now())
    return opened


def happen(warehouse: Warehouse) -> None:
    """A release that two carried, and an episode."""
    small_province._fill_posts(warehouse)
    small_province._fill_release(warehouse)
    small_province._fill_alerts(warehouse)
    for kind, severity in (("opened", "预警"), ("escalated", "否决"), ("eased", "预警"), ("commented", "")):
        entry = Entry(
            "fortnight/s-wechat/1", f"{severity}-{kind}", ago(hours=3), kind, "veto", severity, "已静默。"
        )  # type: ignore[arg-type]
        keep_entries(warehouse, [entry])


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [event for arrival in receiver.arrivals for event in arrival.message["events"]]


def test_what_happens_is_told_once_in_order_in_the_documented_envelope_and_signed(
    warehouse: Warehouse, notifier: Notifier, receiver: Receiver
) -> None:
    happen(warehouse)
    notifier.round(now())
    [arrival] = receiver.arrivals
    message = arrival.message
    assert (message["type"], message["version"]) == ("fenghuo.events", events.ENVELOPE_VERSION)
    assert message["key"] == arrival.key
    assert [event["id"] for event in message["events"]] == [
        f"release.found/{RELEASE}",
        f"adoption.found/{RELEASE}/wechat:c-wechat-20",
        f"adoption.found/{RELEASE}/wechat:k-wechat-20",
        "episode.opened/fortnight/s-wechat/1/预警-opened",
        "episode.escalated/fortnight/s-wechat/1/否决-escalated",
    ]
    release, adoption, *_ = message["events"]
    assert release["data"]["level"] == "province"
    assert (adoption["data"]["lag_hours"], adoption["data"]["region_code"]) == (5.0, "130100")
    assert adoption["occurred_at"].endswith("Z")
    for event in message["events"]:
        assert f"`{event['type']}`" in PAGE
        assert [name for name in event["data"] if f"`{name}`" not in PAGE and f'"{name}": ' not in PAGE] == []
    signed = arrival.headers["X-Fenghuo-Timestamp"].encode() + arrival.body
    expected = hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    assert arrival.headers["X-Fenghuo-Signature"] == f"sha256={expected}"


def test_another_run_of_the_matcher_doubles_nothing_and_later_carriers_are_told_alone(
    warehouse: Warehouse, notifier: Notifier, receiver: Receiver
) -> None:
    happen(warehouse)
    notifier.round(now())
    before = len(told(receiver))
    small_province._fill_release(warehouse)  # the same rows with a later `matched_at`
    notifier.round(now())
    assert len(told(receiver)) == before
    later = small_province._adoption(RELEASE, "d-weibo", "weibo:d-weibo-20")
    insert(warehouse, "adoptions", later, {**later, "post_id": "weibo:d-weibo-9", "valid": False})
    notifier.round(now())
    assert [event["id"] for event in told(receiver)[before:]] == [
        f"adoption.found/{RELEASE}/weibo:d-weibo-20"
    ]


def test_what_was_there_before_a_receiver_is_no_news_to_it(
    warehouse: Warehouse, settings: Settings, receiver: Receiver
) -> None:
    insert(warehouse, "regions", *small_province._regions())
    insert(warehouse, "accounts", *small_province._accounts())
    happen(warehouse)
    newcomer = open_notifier(settings, warehouse)
    newcomer.round(now())
    newcomer.round(now())
    assert receiver.arrivals == []


def test_while_a_message_waits_nothing_overtakes_it_and_none_is_lost(
    warehouse: Warehouse, notifier: Notifier, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_EVENTS", 2)
    happen(warehouse)
    receiver.answers = [500] * answers.ATTEMPTS
    notifier.round(now())
    refused = len(receiver.arrivals)
    assert {arrival.key for arrival in receiver.arrivals} == {receiver.arrivals[0].key}
    notifier.round(now() + timedelta(hours=2))
    ids = [event["id"] for arrival in receiver.arrivals[refused:] for event in arrival.message["events"]]
    assert len(ids) == len(set(ids)) == 5
    assert ids[0] == f"release.found/{RELEASE}"


def test_each_receiver_has_its_own_place_and_no_address_is_in_its_name(
    warehouse: Warehouse, settings: Settings, receiver: Receiver
) -> None:
    both = f"{receiver.address}, {receiver.address}/other"
    receivers = event_receivers(settings.model_copy(update={"events_webhook": SecretStr(both)}))
    assert len({one.recipient_id for one in receivers}) == 2
    assert all(one.recipient_id.startswith(RECEIVER) and "127" not in one.name for one in receivers)
    assert event_receivers(settings.model_copy(update={"events_webhook": None})) == ()
    assert compose_events(Outbox(warehouse), receivers, now()) == 0
    assert set(Outbox(warehouse).numbers()) == {one.recipient_id for one in receivers}
