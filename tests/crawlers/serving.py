"""A web site on loopback for the tests of page spiders, and a sink that keeps what a visit publishes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crawlers.base import AccountSpider, Means
from crawlers.gatherer import run_gathering
from crawlers.pages.site_rules import SiteRules
from crawlers.run import run_visits
from crawlers.sightings import RecentPost, Sighting
from crawlers.visit import Visit
from hub.clock import SettableClock
from hub.platforms import Platform
from hub.records import CrawlFinished, MetricsSeen, PostSeen, Record
from hub.roster import Account
from hub.settings import Settings
from streams.dead_letters import DeadLetter

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)


@dataclass
class Answer:
    """What the site answers at a path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})


NOT_FOUND = Answer(b"<h1>404</h1>", 404)


@dataclass
class Site:
    """A site whose answers a test may change while it runs; `asked` lists the requests it got."""

    url: str
    answers: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def page(self, path: str, html: str | bytes, status: int = 200, **headers: str) -> None:
        body = html.encode() if isinstance(html, str) else html
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Answer(body, status, {"Content-Type": "text/html", **named})

    def paths(self) -> list[str]:
        """The paths asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving() -> Iterator[Site]:
    """A site without any page yet, on a free port of 127.0.0.1."""
    site = Site("", {})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            answer = site.answers.get(self.path) or site.answers.get(self.path.partition("?")[0], NOT_FOUND)
            etag = answer.headers.get("ETag")
            unchanged = etag is not None and self.headers.get("If-None-Match") == etag
            self.send_response(304 if unchanged else answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            body = b"" if unchanged else answer.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Kept:
    """A sink that keeps what is published."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.letters: list[DeadLetter] = []

    def publish(self, record: Record) -> None:
        self.records.append(record)

    def publish_dead(self, letter: DeadLetter) -> None:
        self.letters.append(letter)

    def flush(self) -> None:
        """Nothing is held back."""

    @property
    def posts(self) -> list[PostSeen]:
        return [record for record in self.records if isinstance(record, PostSeen)]

    @property
    def figures(self) -> list[MetricsSeen]:
        return [record for record in self.records if isinstance(record, MetricsSeen)]


@dataclass
class Visitor:
    """Visits one account again and again, as a gatherer would: what was seen is known at the next visit."""

    spider: type[AccountSpider]
    platform: Platform
    address: str
    demo_url: str
    now: datetime = NOW
    max_page_bytes: int = 1_000_000
    sink: Kept = field(default_factory=Kept)
    last_success_at: datetime | None = None
    sites: Mapping[str, SiteRules] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = Settings(
            data=Path("unused"),
            demo_url=self.demo_url,
            crawl_delay=0,
            crawl_timeout=5,
            retry_pause=0.001,
            max_page_bytes=self.max_page_bytes,
        )
        self.clock = SettableClock(self.now)
        self.means = Means(settings, self.clock, sites=self.sites)

    def visit(self, now: datetime | None = None) -> CrawlFinished:
        self.clock.set(now or self.clock.now())
        account = account_at(self.address, self.platform)
        visit = Visit(account, self._sighting(account.account_id), self.sink, self.clock)
        finished = run_gathering(run_visits(self.spider, [visit], self.means))[0]
        if finished.outcome in ("ok", "partial"):
            self.last_success_at = finished.started_at
        return finished

    def _sighting(self, account_id: str) -> Sighting | None:
        if self.last_success_at is None:
            return None
        gone = {post.post_id for post in self.sink.posts if post.deleted}
        known = {post.post_id: post for post in self.sink.posts if post.post_id not in gone}
        return Sighting(
            account_id,
            self.last_success_at,
            max((post.published_at for post in known.values()), default=None),
            {its_id: RecentPost(post.published_at, post.url) for its_id, post in known.items()},
        )


def account_at(address: str, platform: Platform) -> Account:
    """An account of the roster with an address."""
    return Account(
        account_id="a-site",
        name="示例网站",
        platform=platform,
        native_id="a-site",
        address=address,
        level="county",
        region_code="130123",
        kind="brigade",
        department=None,
        unit="示例大队",
        roster_from=date(2025, 1, 1),
        roster_to=None,
        status="active",
    )
