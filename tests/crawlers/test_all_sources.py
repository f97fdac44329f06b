"""What holds for every source: a page in the docs, remedies that help, and no success by silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawlers.api import ApiSpider, Reaction
from crawlers.base import AccountSpider
from crawlers.sources import SPIDERS
from hub.platforms import PLATFORM_NAMES, PLATFORMS, Platform
from hub.records import CrawlFinished
from tests.crawlers.interfaces import ENTRY, LISTS, NOTHING, county_on
from tests.crawlers.loopback import Loopback, Reply
from tests.crawlers.wave import Wave, account

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "sources"
HEADINGS = ("route", "posts", "figures", "followers", "visits", "authorisation", "tested against")
INTERFACES = [spider for spider in SPIDERS.values() if issubclass(spider, ApiSpider)]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_is_explained_in_the_docs(platform: Platform) -> None:
    if platform not in SPIDERS:
        assert PLATFORM_NAMES[platform] in (PAGES / "exports.md").read_text(encoding="utf-8")
        return
    page = (PAGES / f"{platform}.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ([a-z ]+) \| .+ \|$", page, re.MULTILINE)[:7] == list(HEADINGS)


def test_the_readme_lists_every_platform() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme[readme.index("## Where it gathers") : readme.index("## Read on")]
    assert [name for name in PLATFORM_NAMES.values() if name not in table] == []


@pytest.mark.parametrize("platform", sorted(SPIDERS))
def test_a_spider_is_named_after_its_platform_or_its_kind_and_says_what_it_is(platform: Platform) -> None:
    spider = SPIDERS[platform]
    assert spider.platform == platform
    assert issubclass(spider, AccountSpider)
    assert spider.__doc__


@pytest.mark.parametrize("spider", INTERFACES, ids=lambda spider: str(spider.name))
def test_every_remedy_says_what_to_do(spider: type[ApiSpider]) -> None:
    assert len(spider.remedies) >= 10
    for code, remedy in spider.remedies.items():
        assert re.fullmatch(r"-?[0-9]+", code)
        assert remedy.advice
    assert {Reaction.STOP_ACCOUNT, Reaction.STOP_INTERFACE, Reaction.RETRY} <= {
        remedy.reaction for remedy in spider.remedies.values()
    }


@pytest.mark.parametrize("name", sorted(NOTHING))
def test_an_account_that_posted_nothing_is_an_outcome(name: Platform, wave: Wave, platform: Loopback) -> None:
    """Zero posts, listed without trouble: a silence that is the account's, told by a CrawlFinished."""
    county = county_on(name, wave, platform)
    platform.on(LISTS[name], NOTHING[name])
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.posts_seen, finished.error) == ("ok", 0, None)
    assert wave.sink.all(CrawlFinished) == [finished]


@pytest.mark.parametrize("name", sorted(spider.platform for spider in INTERFACES))
@pytest.mark.parametrize("answer", [b"", b"<html>", b"null", b"[]", b"{}", b'{"data": null}'])
def test_an_answer_that_says_nothing_is_never_a_success_by_silence(
    name: Platform, answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback() as silent:
        monkeypatch.setattr(silent, "answer", lambda _question: Reply(answer))
        wave = Wave(silent, tmp_path, crawl_retries=0)
        county = account(name)
        wave.credentials[county.account_id] = ENTRY
        finished = wave.visit_one(county)
    assert finished.outcome == "failed", finished
    assert finished.error_kind not in (None, "ours")
