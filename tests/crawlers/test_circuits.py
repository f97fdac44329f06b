"""A platform that does not answer is asked by one account; the others wait, and all go on when it answers."""

from __future__ import annotations

import logging

import pytest

from crawlers.circuits import OPENS_AFTER
from hub.roster import Account
from tests.crawlers import test_kuaishou
from tests.crawlers.loopback import Loopback, reply
from tests.crawlers.test_kuaishou import LIST, USER
from tests.crawlers.wave import Wave, account

DOWN = reply({}, 503)


@pytest.fixture
def accounts(wave: Wave, platform: Loopback) -> list[Account]:
    """Eight accounts on Kuaishou, which is well."""
    found = [account("kuaishou", f"county-{number}", f"n{number}") for number in range(8)]
    entry = {"app_id": "ks1", "app_secret": "s", "access_token": "access-1", "refresh_token": "refresh-1"}
    wave.credentials.update({each.account_id: entry for each in found})
    platform.on(LIST, test_kuaishou.listed(test_kuaishou.work(1)))
    platform.on(USER, {"result": 1, "user_info": {"fan": 1}})
    return found


def asked(platform: Loopback) -> int:
    """Questions since the last look."""
    count = len(platform.asked)
    platform.asked.clear()
    return count


def test_one_account_asks_for_all_until_the_platform_answers(
    wave: Wave, platform: Loopback, accounts: list[Account], caplog: pytest.LogCaptureFixture
) -> None:
    platform.on(LIST, DOWN)
    first = wave.visit(*accounts)
    every_one = asked(platform)
    second = wave.visit(*accounts)
    assert asked(platform) * len(accounts) == every_one
    for finished in (*first, *second):
        assert (finished.outcome, finished.error_kind) == ("failed", "platform")
    assert "asked in vain for all accounts" in (second[-1].error or "")
    assert second[-1].requests == 0

    platform.on(LIST, test_kuaishou.listed(test_kuaishou.work(1)))
    assert {finished.outcome for finished in wave.visit(*accounts)} == {"ok"}
    told = [record.getMessage() for record in caplog.records if record.name == "crawlers.circuits"]
    assert [words.split(";")[0] for words in told] == [
        "The platform kuaishou does not answer",
        "The platform kuaishou answers again.",
    ]


def test_what_the_platform_answers_ill_does_not_open_the_circuit(
    wave: Wave, platform: Loopback, accounts: list[Account]
) -> None:
    platform.on(LIST, {"result": 100200110, "error_msg": "grant expired"})
    wave.visit(*accounts)
    asked(platform)
    wave.visit(*accounts)
    assert asked(platform) == len(accounts)


def test_a_few_failures_do_not_open_it(wave: Wave, platform: Loopback, accounts: list[Account]) -> None:
    platform.on(LIST, DOWN)
    few = accounts[: OPENS_AFTER - 1]
    wave.visit(*few)
    each = asked(platform)
    platform.on(LIST, test_kuaishou.listed(test_kuaishou.work(1)))
    assert {finished.outcome for finished in wave.visit(*few)} == {"ok"}
    assert each == len(few) * 3


def test_every_visit_ends_with_a_record_and_the_platforms_failure_is_logged_once(
    wave: Wave, platform: Loopback, accounts: list[Account], caplog: pytest.LogCaptureFixture
) -> None:
    platform.on(LIST, DOWN)
    with caplog.at_level(logging.WARNING, "crawlers.circuits"):
        for _ in range(4):
            assert len(wave.visit(*accounts)) == len(accounts)
    assert len([record for record in caplog.records if record.name == "crawlers.circuits"]) == 1
