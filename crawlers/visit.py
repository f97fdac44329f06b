"""One visit to one account: what it published, what went wrong, and the `CrawlFinished` it ends with."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Protocol

from crawlers.failures import CallError
from crawlers.sightings import Sighting
from hub.clock import Clock, beijing_day
from hub.records import AccountSeen, CrawlFinished, MetricsSeen, Outcome, PostSeen, Record
from hub.roster import Account
from streams.dead_letters import DeadLetter, letter_of_payload

logger = logging.getLogger(__name__)


class RecordSink(Protocol):
    """Where a visit publishes; `streams.publisher.Publisher` is one. Raises Unavailable or DiskFull."""

    def publish(self, record: Record) -> object: ...

    def publish_dead(self, letter: DeadLetter) -> None: ...

    def flush(self) -> None: ...


class Visit:
    """What one visit has done so far. All its records carry the instant at which it started.

    `listed` says whether the account's posts could be listed, however few they are: it is what makes a
    visit with failed calls `partial` rather than `failed`.
    """

    def __init__(self, account: Account, sighting: Sighting | None, sink: RecordSink, clock: Clock) -> None:
        self.account = account
        self.sighting = sighting
        self.started_at = clock.now()
        self.listed = False
        self.requests = 0
        self.posts: set[str] = set()
        self.figures = 0
        self.problems: list[CallError] = []
        self._sink = sink
        self._clock = clock
        self._finished: CrawlFinished | None = None

    @property
    def today(self) -> date:
        """The Beijing day of the visit."""
        return beijing_day(self.started_at)

    def saw(self, record: PostSeen | MetricsSeen | AccountSeen) -> None:
        """Publish a record and count it. Raises Unavailable or DiskFull."""
        self._sink.publish(record)
        if isinstance(record, PostSeen):
            self.posts.add(record.post_id)
        elif isinstance(record, MetricsSeen):
            self.figures += 1

    def reject(self, reason: str, payload: bytes) -> None:
        """Keep what cannot become a record as a dead letter, with the reason as one sentence."""
        logger.warning("%s", reason, extra=self.names)
        account_id = self.account.account_id
        self._sink.publish_dead(letter_of_payload(payload, reason, self.started_at, account_id))

    def problem(self, failure: CallError) -> None:
        """Remember that something could not be had; the first one is what `CrawlFinished` tells."""
        logger.warning("%s", failure.sentence, extra=self.names)
        self.problems.append(failure)

    def finish(self) -> CrawlFinished:
        """End the visit and publish how it ended; once, however often it is called."""
        if self._finished is None:
            self._finished = self._ending()
            self._sink.publish(self._finished)
        return self._finished

    def put_off(self, sentence: str) -> CrawlFinished:
        """End a visit that was not made, since the platform is known not to answer."""
        self.problems = [CallError("platform", sentence)]
        return self.finish()

    def unsupported(self, sentence: str) -> CrawlFinished:
        """End a visit to a platform nothing gathers."""
        self.problems = [CallError("unsupported", sentence)]
        return self.finish()

    @property
    def names(self) -> dict[str, str]:
        """What names this visit in a log line."""
        return {"account": self.account.account_id}

    @property
    def ended(self) -> bool:
        return self._finished is not None

    def known_published_at(self, post_id: str) -> datetime | None:
        """When a post that is there was published, None for a new one and for one that is gone."""
        known = self.sighting.recent.get(post_id) if self.sighting else None
        return known.published_at if known else None

    def gone_published_at(self, post_id: str) -> datetime | None:
        """When a post that is known to be gone was published, None for any other."""
        return self.sighting.gone.get(post_id) if self.sighting else None

    def _ending(self) -> CrawlFinished:
        first = self.problems[0] if self.problems else None
        return CrawlFinished(
            account_id=self.account.account_id,
            platform=self.account.platform,
            started_at=self.started_at,
            finished_at=max(self._clock.now(), self.started_at),
            outcome=self._outcome(),
            posts_seen=len(self.posts),
            figures_seen=self.figures,
            requests=self.requests,
            error_kind=first.kind if first else None,
            error=first.sentence if first else None,
        )

    def _outcome(self) -> Outcome:
        if any(problem.kind == "unsupported" for problem in self.problems):
            return "unsupported"
        if not self.listed:
            return "failed"
        return "partial" if self.problems else "ok"
