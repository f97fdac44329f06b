"""One platform that fails is one trouble, not sixty: after several failures one account asks for all.

Only interfaces have a circuit; web sites fail each for themselves.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Final

from hub.platforms import Platform
from hub.records import CrawlFinished

logger = logging.getLogger(__name__)

OPENS_AFTER: Final = 5
"""Visits in a row, to whichever accounts, that failed since the platform or the way to it does not answer."""

_OF_THE_PLATFORM: Final = frozenset({"platform", "network"})


class Circuits:
    """Counts failures by platform. Kept in memory: after a restart every account is asked once more."""

    def __init__(self) -> None:
        self._failures: Counter[Platform] = Counter()

    def is_open(self, platform: Platform) -> bool:
        """Whether one account is to be visited before the others are."""
        return self._failures[platform] >= OPENS_AFTER

    def note(self, platform: Platform, ended: Iterable[CrawlFinished]) -> None:
        """Take in how visits ended; one that the platform answered, well or ill, closes the circuit."""
        was_open = self.is_open(platform)
        for finished in ended:
            self._failures[platform] = self._failures[platform] + 1 if is_unanswered(finished) else 0
        if self.is_open(platform) != was_open:
            what = "answers again" if was_open else "does not answer; one account asks for all until it does"
            logger.warning("The platform %s %s.", platform, what)


def is_unanswered(finished: CrawlFinished) -> bool:
    """Whether a visit failed for want of an answer, rather than by what was answered."""
    return finished.outcome == "failed" and finished.error_kind in _OF_THE_PLATFORM
