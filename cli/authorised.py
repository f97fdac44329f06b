"""Carries how the authorisations stand from the gatherer to the warehouse, where alerts find them."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import datetime, timedelta
from typing import Final

from crawlers.authorisations import Authorisation, authorisations
from crawlers.credentials import Credentials
from crawlers.tokens import open_tokens
from hub.errors import Unavailable
from hub.roster import Roster
from hub.settings import Settings
from warehouse.authorisations import keep_authorisations
from warehouse.client import WarehouseError, connect

logger = logging.getLogger(__name__)

EVERY: Final = timedelta(hours=1)
"""How often the authorisations are looked at."""


class KeptAuthorisations:
    """Remembers when they were last kept. A warehouse that does not answer is no reason not to gather."""

    def __init__(self) -> None:
        self._kept_at: datetime | None = None

    def keep_hourly(
        self, settings: Settings, roster: Roster, credentials: Credentials, now: datetime
    ) -> None:
        """Keep how all authorisations stand, unless that was done within the hour. Raises ConfigError."""
        if self._kept_at is not None and now - self._kept_at < EVERY:
            return
        found = authorisations(roster, credentials, open_tokens(settings), now)
        try:
            with closing(connect(settings)) as warehouse:
                keep_authorisations(warehouse, [_row(one) for one in found], now)
        except (Unavailable, WarehouseError) as error:
            logger.warning("The authorisations' state is not kept: %s", error.sentence)
            return
        self._kept_at = now


def _row(one: Authorisation) -> dict[str, object]:
    return {
        "account_id": one.account.account_id,
        "platform": one.account.platform,
        "state": one.state,
        "token_until": one.token_until,
        "person_by": one.person_by,
        "renewals": one.renewals,
    }
