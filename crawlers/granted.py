"""The base class of pullers whose accounts each granted access: a token, and a refresh token to replace it.

A subclass says which credentials it needs beside the tokens and how a grant is exchanged at its platform.
That a grant is on the disk before it is used, that no two processes spend one refresh token, and that a new
authorisation by a person beats what was kept, is the same everywhere and here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

import msgspec

from crawlers.api import ApiSpider
from crawlers.failures import VisitError
from crawlers.tokens import Grant, origin_of
from crawlers.visit import Visit

AUTHORISE: Final = "let the account authorise the app again and put the new tokens into the credentials file"
"""What a person has to do where no token can be had by itself."""

_ABSOLUTE: Final = 1_000_000_000
"""An `expires_in` from here on is no duration but seconds since the epoch."""


class GrantedSpider(ApiSpider):
    """Keeps each account's grant alive. Subclasses set `app_names` and write `exchange`."""

    app_names: ClassVar[tuple[str, ...]]
    """The credentials needed beside `access_token` and `refresh_token`."""

    @classmethod
    def person_by(cls, grant: Grant) -> datetime | None:
        """When a person must have authorised again; None where nobody can say."""
        return grant.refresh_expires_at

    async def exchange(self, visit: Visit, old: Grant) -> Grant:
        """The grant the platform gives for a refresh token. Raises CallError, VisitError."""
        raise NotImplementedError

    async def token(self, visit: Visit) -> str:
        return self.grant(visit).access_token

    async def renew_token(self, visit: Visit) -> None:
        """Exchange the refresh token; the new grant is on the disk before it is used."""

        async def renew(old: Grant) -> Grant:
            return await self.exchange(visit, old)

        await self.means.tokens.replace(visit.account.account_id, self.grant(visit), renew)

    async def refresh_if_expired(self, visit: Visit, before: timedelta = timedelta(0)) -> None:
        """Renew a token that has expired, or will within `before`."""
        expires_at = self.grant(visit).expires_at
        if expires_at is not None and visit.started_at + before >= expires_at:
            await self.renew_token(visit)

    def grant(self, visit: Visit) -> Grant:
        """The account's newest grant: renewed, or as a person put it into the credentials file."""
        account_id, credentials = visit.account.account_id, self.means.credentials
        given = credentials.of(account_id, "access_token", "refresh_token", *self.app_names)
        origin = origin_of(given["refresh_token"])
        kept = self.means.tokens.grant(account_id, origin)
        return kept or Grant(
            given["access_token"],
            given["refresh_token"],
            credentials.expiry(account_id),
            credentials.expiry(account_id, "refresh_expires_at"),
            origin=origin,
        )

    def app(self, visit: Visit) -> dict[str, str]:
        """The credentials named by `app_names`. Raises VisitError, naming what is missing."""
        return self.means.credentials.of(visit.account.account_id, *self.app_names)

    def exchanged(
        self,
        visit: Visit,
        old: Grant,
        *,
        access_token: str,
        refresh_token: str,
        expires_in: int | None,
        refresh_expires_in: int | None = None,
    ) -> Grant:
        """The old grant with what the platform gave for it; what it left out stays. Raises VisitError."""
        if not access_token:
            raise self.no_token(visit)
        return msgspec.structs.replace(
            old,
            access_token=access_token,
            refresh_token=refresh_token or old.refresh_token,
            expires_at=expiry_of(visit, expires_in),
            refresh_expires_at=expiry_of(visit, refresh_expires_in) or old.refresh_expires_at,
        )

    def no_token(self, visit: Visit) -> VisitError:
        """The platform answered well and gave nothing."""
        sentence = f"{self.name} gave {visit.account.account_id} no token: {AUTHORISE}."
        return VisitError("authorisation", sentence)


def expiry_of(visit: Visit, expires_in: int | None) -> datetime | None:
    """The instant that `expires_in` means: seconds from the visit's start, or seconds since the epoch."""
    if not expires_in or expires_in < 0:
        return None
    if expires_in >= _ABSOLUTE:
        return datetime.fromtimestamp(expires_in, UTC)
    return visit.started_at + timedelta(seconds=expires_in)
