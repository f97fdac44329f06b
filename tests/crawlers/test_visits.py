"""Every visit ends with a CrawlFinished, whatever happens in it; and no secret is told on the way."""

from __future__ import annotations

import asyncio
import gzip
import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Request

from crawlers.base import AccountSpider, Means
from crawlers.gatherer import run_gathering
from crawlers.run import run_visits
from crawlers.visit import Visit
from hub.errors import DiskFull, Unavailable
from hub.records import CrawlFinished, PostSeen, Record
from hub.roster import Account
from tests.crawlers.loopback import Loopback, Reply, reply
from tests.crawlers.test_weibo import ACCOUNT, COUNT, SHOW, TIMELINE, county, status, timeline
from tests.crawlers.wave import KeepingSink, Wave, account

__all__ = ["county"]


class OnePage(AccountSpider):
    """Reads one page an account: /<native_id>."""

    name = "one-page"
    platform = "website"

    async def visit(self, visit: Visit) -> None:
        visit.listed = True
        await self.fetch(visit, Request(self.hub_settings.weibo_api + "/" + visit.account.native_id))


class PolitePage(OnePage):
    name = "polite-page"
    pages = True


class Mistaken(OnePage):
    """Has a bug that shows for one account only."""

    async def visit(self, visit: Visit) -> None:
        if visit.account.native_id == "bug":
            raise KeyError("access_token=planted-token-in-a-bug")
        await super().visit(visit)


class Closing(OnePage):
    """Is closed by somebody in the middle of a visit."""

    async def visit(self, visit: Visit) -> None:
        self.stopping = asyncio.create_task(self.crawler.stop_async())
        await asyncio.sleep(60)


class Broken(OnePage):
    """Does not even start."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        raise RuntimeError("broken")


class FullDisk(KeepingSink):
    def publish(self, record: Record) -> None:
        raise DiskFull("The disk is full; free some space.")


def run(
    wave: Wave, spider: type[AccountSpider], *native_ids: str, sink: KeepingSink | None = None
) -> list[CrawlFinished]:
    visits = [begin(wave, native_id, sink) for native_id in native_ids]
    return run_gathering(run_visits(spider, visits, Means(wave.settings, wave.clock)))


def begin(wave: Wave, native_id: str, sink: KeepingSink | None = None) -> Visit:
    visited = account("website", f"account-{native_id}", native_id)
    return Visit(visited, None, sink or wave.sink, wave.clock)


def endings(finished: Sequence[CrawlFinished]) -> dict[str, tuple[str, str | None]]:
    return {ended.account_id: (ended.outcome, ended.error_kind) for ended in finished}


def test_a_mistake_in_one_visit_does_not_end_the_others(
    wave: Wave, platform: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    platform.on("/good", reply({}))
    finished = run(wave, Mistaken, "bug", "good")
    assert endings(finished) == {"account-bug": ("failed", "ours"), "account-good": ("ok", None)}
    assert wave.sink.records == finished
    assert "KeyError" in caplog.text
    assert "planted-token" not in caplog.text


@pytest.mark.parametrize("spider", [Closing, Broken])
def test_visits_end_even_where_the_spider_is_closed_or_broken(
    wave: Wave, spider: type[AccountSpider]
) -> None:
    finished = run(wave, spider, "one", "two")
    assert endings(finished) == {"account-one": ("failed", "ours"), "account-two": ("failed", "ours")}
    assert len(wave.sink.all(CrawlFinished)) == 2


def test_an_interrupted_wave_still_ends_its_visits(wave: Wave, platform: Loopback) -> None:
    platform.on("/slow", lambda question: time.sleep(0.5) or reply({}))

    async def interrupted() -> None:
        visits = [begin(wave, "slow")]
        async with asyncio.timeout(0.2):
            await run_visits(OnePage, visits, Means(wave.settings, wave.clock))

    with pytest.raises(TimeoutError):
        run_gathering(interrupted())
    assert endings(wave.sink.all(CrawlFinished)) == {"account-slow": ("partial", "ours")}


def test_a_full_disk_ends_the_wave(wave: Wave, platform: Loopback) -> None:
    platform.on("/page", reply({}))
    with pytest.raises(DiskFull, match="free some space"):
        run(wave, OnePage, "page", "other", sink=FullDisk())


@pytest.mark.parametrize(("status", "kind"), [(429, "quota"), (500, "platform"), (503, "platform")])
def test_a_passing_failure_is_tried_again_and_then_told(
    wave: Wave, platform: Loopback, status: int, kind: str
) -> None:
    platform.on("/passes", reply({}, status), reply({}))
    platform.on("/stays", reply({}, status))
    finished = run(wave, OnePage, "passes", "stays")
    assert endings(finished) == {"account-passes": ("ok", None), "account-stays": ("partial", kind)}
    assert [ended.requests for ended in finished] == [2, 3]
    assert f"answered {status}" in (finished[1].error or "")


def test_retry_after_is_obeyed_but_bounded(wave: Wave, platform: Loopback) -> None:
    began = time.monotonic()
    platform.on("/page", reply({}, 429, Retry_After="3600"), reply({}))
    assert run(wave, OnePage, "page")[0].outcome == "ok"
    assert time.monotonic() - began < 60


def test_a_server_that_is_not_there_or_does_not_answer_is_the_network(tmp_path: Path) -> None:
    with Loopback() as silent:
        silent.on("/slow", lambda question: time.sleep(0.3) or reply({}))
        wave = Wave(silent, tmp_path, crawl_timeout=0.05, crawl_retries=0)
        slow = run(wave, OnePage, "slow")
    gone = run(wave, OnePage, "gone")
    assert endings(slow + gone) == {
        "account-slow": ("partial", "network"),
        "account-gone": ("partial", "network"),
    }
    assert "did not answer in time" in (slow[0].error or "")
    assert "refused the connection" in (gone[0].error or "")


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "compressed"])
def test_an_answer_too_large_is_refused_with_one_sentence(tmp_path: Path, packed: bool) -> None:
    body = b"x" * 300_000
    headers = {"Content-Encoding": "gzip", "Content-Type": "text/html"} if packed else {}
    with Loopback() as platform:
        wave = Wave(platform, tmp_path, max_page_bytes=100_000)
        platform.on("/large", Reply(gzip.compress(body) if packed else body, headers=headers))
        [finished] = run(wave, OnePage, "large")
    assert (finished.outcome, finished.error_kind, finished.requests) == ("partial", "content", 1)
    assert "larger than 100000 bytes" in (finished.error or "")


def test_public_pages_are_read_only_where_robots_txt_allows_it(wave: Wave, platform: Loopback) -> None:
    platform.on("/robots.txt", Reply(b"User-agent: *\nDisallow: /private\n"))
    platform.on("/private", Reply(b"secret"))
    platform.on("/public", Reply(b"news"))
    finished = run(wave, PolitePage, "private", "public")
    assert endings(finished) == {"account-private": ("partial", "refused"), "account-public": ("ok", None)}
    assert platform.asked_for("/private") == []
    assert platform.asked_for("/public")[0].headers["user-agent"] == wave.settings.user_agent


def test_an_account_without_credentials_fails_naming_it_and_the_file(wave: Wave) -> None:
    finished = wave.visit(account("wechat", "a"), account("weibo", "b"), account("douyin", "c"))
    assert {ended.account_id: ended.error_kind for ended in finished} == dict.fromkeys("abc", "authorisation")
    for ended in finished:
        assert ended.outcome == "failed"
        assert ended.account_id in (ended.error or "")
        assert "credentials.json" in (ended.error or "")
        assert ended.requests == 0


def test_a_platform_nothing_gathers_is_unsupported(wave: Wave) -> None:
    finished = wave.visit_one(account("xiaohongshu"))
    assert (finished.outcome, finished.error_kind) == ("unsupported", "unsupported")
    assert finished.error == "小红书 (xiaohongshu) is not gathered yet."


def test_a_wave_is_flushed_once_all_visits_have_ended(wave: Wave, county: Account) -> None:
    wave.visit(county, account("kuaishou", "k"))
    assert wave.sink.flushes == 1
    assert len(wave.sink.all(CrawlFinished)) == 2


def test_an_empty_wave_is_nothing(wave: Wave) -> None:
    assert wave.visit() == []


def test_a_stream_that_does_not_take_the_wave_is_told_to_the_caller(
    wave: Wave, county: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise Unavailable("The broker does not answer.")

    monkeypatch.setattr(wave.sink, "flush", refuse)
    with pytest.raises(Unavailable):
        wave.visit(county)


def test_the_same_wave_twice_publishes_the_same_posts(wave: Wave, county: Account) -> None:
    wave.visit(county)
    first = wave.sink.all(PostSeen)
    wave.restart()
    wave.visit(county)
    assert wave.sink.all(PostSeen) == first * 2


def test_no_secret_is_told_when_everything_fails(
    wave: Wave, platform: Loopback, county: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wechat = account("wechat", "w")
    douyin = account("douyin", "d")
    wave.credentials["w"] = {"appid": "wx1", "secret": "planted-wechat-secret"}
    wave.credentials["d"] = {
        "client_key": "key",
        "client_secret": "planted-client-secret",
        "open_id": "o",
        "access_token": "planted-douyin-access",
        "refresh_token": "planted-douyin-refresh",
    }
    platform.on("/cgi-bin/stable_token", {"access_token": "planted-wechat-token", "expires_in": 7200})
    platform.on("/cgi-bin/freepublish/batchget", {"errcode": 99, "errmsg": "planted-wechat-token is bad"})
    platform.on("/datacube/getarticletotaldetail", Reply(b"<html>access_token=planted-wechat-token</html>"))
    said = "planted-douyin-access planted-douyin-refresh"
    platform.on("/api/douyin/v1/video/video_list/", {"data": {"error_code": 1, "description": said}})
    platform.on(TIMELINE, timeline(status(1, isLongText=True)))
    for path in (COUNT, ACCOUNT, SHOW):
        platform.on(path, Reply(b'{"error_code": 1, "error": "tok-weibo-planted"}' + b" " * 200_000, 500))
    finished = wave.visit(county, wechat, douyin)

    told = caplog.text + "".join(ended.error or "" for ended in finished)
    assert {ended.outcome for ended in finished} == {"failed", "partial"}
    assert told.count("***") >= 2
    assert "planted" not in told
