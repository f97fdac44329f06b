"""How long each authorisation lasts, and when a person must act."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from crawlers.authorisations import Authorisation, authorisations
from crawlers.credentials import Credentials, Entry
from crawlers.tokens import Grant, Tokens, origin_of
from hub.platforms import Platform
from hub.roster import Roster
from tests.crawlers.wave import account, beijing

NOW = beijing("2026-01-03 09:30")
GIVEN: Entry = {"access_token": "planted-access", "refresh_token": "planted-refresh"}


def one(
    platform: Platform, entry: Entry | None, grant: Grant | None = None, now: datetime = NOW
) -> Authorisation:
    """How the only account's authorisation stands."""
    tokens = Tokens()
    if grant is not None:

        async def renew(_: Grant) -> Grant:
            return grant

        asyncio.run(tokens.replace("a", grant, renew))
    entries = {"a": entry} if entry is not None else {}
    roster = Roster(Path(), (account(platform, "a"),), {}, {})
    [found] = authorisations(roster, Credentials(entries), tokens, now)
    return found


def granted(days: float | None, renewals: int = 0) -> Grant:
    until = NOW + timedelta(days=days) if days is not None else None
    return Grant("access", "refresh", NOW, until, renewals, origin_of("planted-refresh"))


def test_wechat_renews_itself_for_ever() -> None:
    assert one("wechat", {"appid": "wx1", "secret": "s"}).state == "lasting"


def test_weibo_needs_a_person_when_its_token_ends_and_says_so_two_weeks_ahead() -> None:
    expires_at = "2026-01-20T09:30:00+08:00"
    entry: Entry = {"access_token": "t", "expires_at": expires_at}
    for at, state in (
        ("2026-01-06 09:29", "lasting"),
        ("2026-01-06 09:30", "due"),
        ("2026-01-20 09:29", "due"),
        ("2026-01-20 09:30", "ended"),
    ):
        found = one("weibo", entry, now=beijing(at))
        assert (found.state, found.person_by) == (state, beijing("2026-01-20 09:30"))
    assert one("weibo", {"access_token": "t"}).state == "unknown"


def test_douyin_needs_a_person_after_five_renewals_of_its_refresh_token() -> None:
    fresh = one("douyin", GIVEN, granted(30))
    assert (fresh.state, fresh.renewals) == ("lasting", 0)
    assert fresh.person_by == NOW + timedelta(days=30 + 5 * 25)
    last = one("douyin", GIVEN, granted(13, renewals=5))
    assert (last.state, last.person_by) == ("due", NOW + timedelta(days=13))


def test_toutiao_needs_a_person_when_its_refresh_token_ends() -> None:
    assert one("toutiao", GIVEN, granted(30)).state == "lasting"
    assert one("toutiao", GIVEN, granted(14)).state == "due"
    assert one("toutiao", GIVEN, granted(-1)).state == "ended"


def test_of_bilibili_nobody_can_say() -> None:
    found = one("bilibili", GIVEN, granted(None, renewals=3))
    assert (found.state, found.person_by, found.renewals) == ("unknown", None, 3)


def test_before_any_renewal_the_credentials_file_says_how_long_it_lasts() -> None:
    entry = {**GIVEN, "refresh_expires_at": "2026-01-10T00:00:00+08:00"}
    found = one("kuaishou", entry)
    assert (found.state, found.person_by) == ("due", beijing("2026-01-10 00:00"))


def test_a_new_authorisation_beats_what_was_kept() -> None:
    entry = {"access_token": "new", "refresh_token": "new", "refresh_expires_at": "2026-03-10T00:00:00+08:00"}
    assert one("toutiao", entry, granted(-1)).state == "lasting"


def test_missing_credentials_are_told_but_not_of_accounts_that_live_by_export() -> None:
    assert one("douyin", None).state == "missing"
    assert one("douyin", {"client_key": "k"}).state == "missing"
    roster = Roster(Path(), (account("kuaishou", "a"), account("channels", "b"), account("rss", "c")), {}, {})
    assert authorisations(roster, Credentials(), Tokens(), NOW) == []


def test_the_most_urgent_comes_first() -> None:
    names: tuple[Platform, ...] = ("wechat", "weibo", "toutiao", "bilibili", "douyin")
    accounts = tuple(account(platform, platform, platform) for platform in names)
    entries: dict[str, Entry] = {
        "wechat": {"appid": "wx1", "secret": "s"},
        "weibo": {"access_token": "t", "expires_at": "2026-01-05T00:00:00+08:00"},
        "toutiao": {**GIVEN, "refresh_expires_at": "2026-01-01T00:00:00+08:00"},
        "bilibili": GIVEN,
    }
    found = authorisations(Roster(Path(), accounts, {}, {}), Credentials(entries), Tokens(), NOW)
    assert [authorisation.account.account_id for authorisation in found] == [
        "toutiao",
        "weibo",
        "douyin",
        "bilibili",
        "wechat",
    ]


def test_no_token_is_in_what_is_told() -> None:
    assert "planted" not in repr(one("douyin", GIVEN, granted(30)))
