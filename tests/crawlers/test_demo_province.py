"""Weeks of the demo province through the pullers: what they publish is what really happened."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import uvicorn

from cli.sightings import KeptSightings
from crawlers.credentials import load_credentials
from crawlers.gatherer import Gatherer, run_gathering
from crawlers.schedule import due
from demo.clock import DemoClock
from demo.credentials import demo_credentials
from demo.platforms.site_layouts import OF_ITS_OWN
from demo.server import build_app
from demo.truth import PostTruth, Truth, truth
from demo.world import World
from hub.clock import BEIJING, SettableClock
from hub.platforms import Platform
from hub.records import CrawlFinished, Metrics, MetricsSeen, PostSeen, Record
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER, Settings
from tests.crawlers.wave import KeepingSink

STARTED_ON = date(2026, 5, 4)
DAYS = 32
"""Long enough for tokens to expire, refresh tokens to be renewed, outages and deletions."""

PULLED: tuple[Platform, ...] = (
    "wechat",
    "weibo",
    "douyin",
    "kuaishou",
    "toutiao",
    "bilibili",
    "website",
    "rss",
)
WITH_FIGURES = tuple(platform for platform in PULLED if platform != "rss")
ACCOUNTS_A_PLATFORM = 4


@dataclass
class ObservingSink(KeepingSink):
    """Keeps what is published and lets the next wave know of it."""

    sightings: KeptSightings = field(default_factory=KeptSightings)

    def publish(self, record: Record) -> None:
        super().publish(record)
        self.sightings.observe(record)


@dataclass(frozen=True)
class Replay:
    """A province's weeks as gathered, and as they were."""

    sink: ObservingSink
    truth: Truth
    chosen: frozenset[str]

    def owed(self, platform: Platform) -> list[PostTruth]:
        return [
            post
            for post in self.truth.posts
            if post.platform == platform and post.account_id in self.chosen and post.first_seen_at
        ]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    world, clock = World(load_roster(EXAMPLE_ROSTER), 119, STARTED_ON), DemoClock()
    server = uvicorn.Server(
        uvicorn.Config(build_app(world, clock), log_level="error", lifespan="off", ws="none")
    )
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield gather(world, clock, url, tmp_path_factory.mktemp("province"))
    finally:
        server.should_exit = True
        thread.join()


def gather(world: World, demo_clock: DemoClock, url: str, data: Path) -> Replay:
    """Visit some accounts of each platform at every wave."""
    credentials = data / "credentials.json"
    credentials.write_text(json.dumps(demo_credentials(world)))
    credentials.chmod(0o600)
    apis = {
        f"{platform}_api": f"{url}/{platform}" for platform in PULLED if platform not in ("website", "rss")
    }
    apis |= {f"{platform}_oauth": f"{url}/{platform}" for platform in ("toutiao", "bilibili")}
    settings = Settings(data=data, demo_url=url, crawl_delay=0, call_pace=0, retry_pause=0.0005, **apis)
    sink, clock = ObservingSink(), SettableClock(waves()[0])
    given = load_credentials(credentials)
    gatherer = Gatherer(settings, world.roster, sink, sink.sightings, given, clock)
    chosen = choose(world)

    async def go_round() -> None:
        for wave in waves():
            demo_clock.set(wave)
            clock.set(wave)
            accounts = due(world.roster, sink.sightings, given, wave)
            await gatherer.visit([account for account in accounts if account.account_id in chosen])

    run_gathering(go_round())
    return Replay(sink, truth(world, waves()[-1], waves()), chosen)


def choose(world: World) -> frozenset[str]:
    """Some accounts of each platform, first the site with rules, then those that meet an outage."""
    chosen: set[str] = set()
    for platform in PULLED:
        actors = [actor for actor in world.actors.values() if actor.account.platform == platform]
        actors.sort(
            key=lambda actor: (
                actor.account_id not in OF_ITS_OWN,
                not any(actor.outages.at(wave) for wave in waves()),
            )
        )
        chosen |= {actor.account_id for actor in actors[:ACCOUNTS_A_PLATFORM]}
    return frozenset(chosen)


def waves() -> list[datetime]:
    days = [STARTED_ON + timedelta(days=number) for number in range(DAYS)]
    return [datetime.combine(day, at, tzinfo=BEIJING) for day in days for at in (time(9, 30), time(21, 30))]


@pytest.mark.parametrize("platform", PULLED)
def test_every_post_is_seen_when_it_could_be_and_as_it_is(replay: Replay, platform: Platform) -> None:
    first: dict[str, PostSeen] = {}
    best: dict[str, PostSeen] = {}
    for post in replay.sink.all(PostSeen):
        first.setdefault(post.post_id, post)
        if post.text or post.post_id not in best:
            best[post.post_id] = post
    for owed in replay.owed(platform):
        post = best[owed.post_id]
        assert first[owed.post_id].fetched_at == owed.first_seen_at
        assert (post.title, post.text) == (owed.title, owed.text)
        assert (post.published_at, post.published_precision) == (owed.published_at, owed.published_precision)
    assert len(replay.owed(platform)) > 50


@pytest.mark.parametrize("platform", PULLED)
def test_nothing_is_seen_that_was_not_there(replay: Replay, platform: Platform) -> None:
    owed = {post.post_id for post in replay.owed(platform)}
    seen = {post.post_id for post in replay.sink.all(PostSeen) if post.platform == platform}
    assert seen == owed


@pytest.mark.parametrize("platform", WITH_FIGURES)
def test_every_figure_is_published_as_it_was(replay: Replay, platform: Platform) -> None:
    figures: dict[tuple[str, object], Metrics] = {}
    for seen in replay.sink.all(MetricsSeen):
        figures[seen.post_id, seen.as_of or seen.observed_at] = seen.metrics
    owed = [(post, figure) for post in replay.owed(platform) for figure in post.figures]
    for post, figure in owed:
        metrics = figures[post.post_id, figure.as_of or figure.observed_at]
        assert {name: getattr(metrics, name) for name in figure.metrics} == figure.metrics
    assert len(owed) > 300


@pytest.mark.parametrize("platform", PULLED)
def test_deletions_are_found_when_they_can_be(replay: Replay, platform: Platform) -> None:
    gone: dict[str, datetime] = {}
    for post in replay.sink.all(PostSeen):
        if post.deleted and post.platform == platform:
            gone.setdefault(post.post_id, post.fetched_at)
    assert gone == {post.post_id: post.gone_at for post in replay.owed(platform) if post.gone_at}


def test_visits_succeed_exactly_when_the_platform_answers(replay: Replay) -> None:
    last: dict[str, datetime] = {}
    failed: set[str] = set()
    for finished in replay.sink.all(CrawlFinished):
        if finished.outcome in ("ok", "partial"):
            last[finished.account_id] = finished.finished_at
        else:
            failed.add(finished.account_id)
    expected = {account.account_id: account.last_success_at for account in replay.truth.accounts}
    assert last == {account_id: expected[account_id] for account_id in replay.chosen if expected[account_id]}
    assert failed


def test_nothing_had_to_be_put_aside(replay: Replay) -> None:
    assert replay.sink.letters == []


def test_whatever_the_source_a_posts_fields_are_filled_its_times_zoned_and_its_ids_strings(
    replay: Replay,
) -> None:
    posts, seen = replay.sink.all(PostSeen), set()
    for post in posts:
        seen.add(post.platform)
        assert post.post_id.startswith(f"{post.platform}:")
        assert isinstance(post.post_id, str)
        assert post.account_id in replay.chosen
        assert post.url.startswith(("http://", "https://"))
        assert post.title or post.text or post.deleted
        assert post.published_at.utcoffset() == post.fetched_at.utcoffset() == timedelta(0)
        assert post.published_at <= post.fetched_at
    assert seen == set(PULLED)
    for figure in replay.sink.all(MetricsSeen):
        assert figure.metrics != Metrics()
        assert figure.observed_at.utcoffset() == timedelta(0)
    told = {finished.account_id for finished in replay.sink.all(CrawlFinished)}
    assert told == replay.chosen
