"""Calls are counted before they are made, in one place for all processes, and no quota is ever exceeded."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.api import ApiSpider, Reaction
from crawlers.paces import Paces
from crawlers.quotas import Quota, Quotas, read_call_quotas
from crawlers.sources import SPIDERS
from crawlers.weibo import CALLS_A_DAY
from hub.errors import ConfigError, Unavailable
from hub.settings import Settings
from tests.crawlers.interfaces import ENTRY, ERRORS
from tests.crawlers.loopback import Loopback, reply
from tests.crawlers.wave import Wave, account, beijing

NOW = beijing("2026-01-03 23:30")


SPENDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from crawlers.quotas import Quota, Quotas
quotas, quota, now = Quotas(Path(sys.argv[1])), Quota(100, "account"), datetime(2026, 1, 3, tzinfo=UTC)
print(sum(quotas.take("a", quota, now) for _ in range(80)))
"""
"""Says how many of 80 calls a process of its own is allowed."""


@settings(max_examples=30, deadline=None)
@given(
    quota=st.builds(Quota, st.integers(1, 300), st.just("account")),
    turns=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 60)), max_size=20),
)
def test_processes_that_share_a_file_never_exceed_a_quota(quota: Quota, turns: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        processes = [Quotas(Path(folder) / "quotas.sqlite") for _ in range(3)]
        made = sum(processes[which].take("a", quota, NOW) for which, calls in turns for _ in range(calls))
        assert made <= quota.calls
        asked = sum(calls for _, calls in turns)
        assert made >= min(asked, quota.calls) - 3 * quota.at_once
        alone = Quotas(Path(folder) / "other.sqlite")
        assert sum(alone.take("a", quota, NOW) for _ in range(quota.calls + 5)) == quota.calls


def test_real_processes_at_once_do_not_exceed_it_either(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SPENDER, str(tmp_path / "quotas.sqlite")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    made = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(made) == 100


def test_a_restart_forgets_nothing_and_a_new_day_begins_anew(tmp_path: Path) -> None:
    file, quota = tmp_path / "quotas.sqlite", Quota(3, "account")
    assert [Quotas(file).take("a", quota, NOW) for _ in range(4)] == [True, True, True, False]
    assert Quotas(file).take("b", quota, NOW)
    assert Quotas(file).take("a", quota, NOW + timedelta(minutes=31))


def test_an_hours_quota_begins_anew_with_the_hour() -> None:
    quotas, quota = Quotas(), Quota(1, "machine", "hour")
    at = beijing("2026-01-03 10:59")
    assert [quotas.take("a", quota, at), quotas.take("a", quota, at)] == [True, False]
    assert quotas.take("a", quota, at + timedelta(minutes=1))


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be kept"):
        Quotas(tmp_path / "file" / "quotas.sqlite")


def test_the_setting_states_a_quota_for_each_account_of_a_platform() -> None:
    found = read_call_quotas(Settings(call_quotas="kuaishou=2000, bilibili = 50"))
    assert found == {"kuaishou": Quota(2000, "account"), "bilibili": Quota(50, "account")}
    for wrong in ("kuaishou", "kwai=5", "kuaishou=0", "kuaishou=-1", "kuaishou=many"):
        with pytest.raises(ConfigError, match="CALL_QUOTAS"):
            read_call_quotas(Settings(call_quotas=wrong))


def test_weibo_is_asked_a_hundred_times_a_day_for_an_account_however_often_it_is_due(
    wave: Wave, platform: Loopback
) -> None:
    platform.on("/2/statuses/user_timeline.json", {"statuses": []})
    platform.on("/2/users/counts.json", [])
    county = account("weibo")
    wave.credentials[county.account_id] = ENTRY
    file = wave.settings.data / "quotas.sqlite"
    for _ in range(45):  # each as a process of its own, which takes two calls out
        Quotas(file).take(f"weibo {county.account_id}", CALLS_A_DAY, NOW)
    outcomes = []
    for number in range(12):
        if number == 6:
            wave.restart()
        outcomes.append(wave.visit_one(county))
    assert len(platform.asked) in (9, 10)  # what the first gatherer had taken out and not spent is gone
    assert (outcomes[-1].outcome, outcomes[-1].error_kind, outcomes[-1].requests) == ("failed", "quota", 0)
    assert "100 calls a day for one account" in (outcomes[-1].error or "")
    wave.clock.set(wave.clock.now() + timedelta(days=1))
    assert wave.visit_one(county).outcome == "ok"


def test_attempts_that_failed_count_too(wave: Wave, platform: Loopback) -> None:
    wave.settings = wave.settings.model_copy(update={"call_quotas": "kuaishou=2"})
    platform.on("/openapi/photo/list", reply({}, 503))
    county = account("kuaishou")
    wave.credentials[county.account_id] = ENTRY
    finished = wave.visit_one(county)
    assert (len(platform.asked), finished.error_kind) == (2, "quota")


def test_kuaishous_calls_are_kept_apart_whichever_account_they_are_for(
    wave: Wave, platform: Loopback
) -> None:
    wave.settings = wave.settings.model_copy(update={"call_pace": 0.05})
    platform.on("/openapi/photo/list", {"result": 1, "video_list": []})
    platform.on("/openapi/user_info", {"result": 1, "user_info": {"fan": 1}})
    counties = [account("kuaishou", f"county-{number}", f"n{number}") for number in range(4)]
    for county in counties:
        wave.credentials[county.account_id] = ENTRY
    begun = time.monotonic()
    assert {finished.outcome for finished in wave.visit(*counties)} == {"ok"}
    assert time.monotonic() - begun >= 0.05 * (len(platform.asked) - 1)


def test_calls_take_turns_in_the_order_they_came() -> None:
    order: list[int] = []

    async def ask(paces: Paces, number: int) -> None:
        await paces.wait("kuaishou", 0.01)
        order.append(number)

    async def all_at_once() -> None:
        paces = Paces()
        await asyncio.gather(*(ask(paces, number) for number in range(6)))

    asyncio.run(all_at_once())
    assert order == list(range(6))


BUSY = [
    (spider, code)
    for spider in SPIDERS.values()
    if issubclass(spider, ApiSpider)
    for code, remedy in spider.remedies.items()
    if remedy.reaction is Reaction.RETRY
]


@pytest.mark.parametrize(("spider", "code"), BUSY, ids=lambda part: str(getattr(part, "name", part)))
def test_a_platform_that_says_it_is_busy_is_asked_three_times_more_and_then_left_alone(
    spider: type[ApiSpider], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the HTTP status says: most platforms report this with 200."""
    with Loopback() as platform:
        busy = reply(ERRORS[spider.platform](int(code), "busy"))
        monkeypatch.setattr(platform, "answer", lambda question: platform.asked.append(question) or busy)
        wave = Wave(platform, tmp_path, crawl_retries=3)
        county = account(spider.platform)
        wave.credentials[county.account_id] = ENTRY
        finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", "platform")
    assert len({question.path for question in platform.asked[:4]}) == 1
    assert len(platform.asked) % 4 == 0


def test_windows_are_beijing_days() -> None:
    day = Quota(1, "account")
    assert day.began(beijing("2026-01-03 00:30")) == "2026-01-03"
    assert day.began(datetime.fromisoformat("2026-01-02T16:30:00+00:00")) == "2026-01-03"
