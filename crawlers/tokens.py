"""Access tokens: those that are fetched anew at will, in memory; those that replace each other, in a file.

Grants whose refresh token was replaced exist nowhere else: they are written, sealed, before they are used, so
that a crash cannot lose the only copy. Processes that share the file renew a grant one at a time: whoever
comes second finds the first one's, and so no two spend the same single-use refresh token.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from filelock import AsyncFileLock, FileLock, Timeout

from crawlers.failures import VisitError
from crawlers.sealed import SealedFile
from hub.errors import ConfigError
from hub.settings import Settings

MARGIN: Final = timedelta(minutes=5)
"""A token is replaced this long before it expires."""

PATIENCE: Final = 120.0
"""Seconds to wait while another process renews a grant: longer than its requests may take."""


class Token(msgspec.Struct, frozen=True):
    """An access token and the instant it expires; None is unknown."""

    value: str
    expires_at: datetime | None = None

    def usable(self, now: datetime) -> bool:
        return self.expires_at is None or now < self.expires_at - MARGIN

    def __repr__(self) -> str:
        return f"Token(***, expires_at={self.expires_at})"


class Grant(msgspec.Struct, frozen=True):
    """An access token with the refresh token that replaces it, and how often that one was renewed.

    `origin` names the authorisation it descends from: after a new one, an old grant is worthless.
    """

    access_token: str
    refresh_token: str
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    renewals: int = 0
    origin: str = ""

    def __repr__(self) -> str:
        return f"Grant(***, expires_at={self.expires_at}, refresh_expires_at={self.refresh_expires_at})"


class Tokens:
    """The tokens of all accounts. Without a file, grants are kept in memory only.

    Raises ConfigError where the file is damaged or sealed with another key.
    """

    def __init__(self, file: SealedFile | None = None) -> None:
        self._file = file
        self._tokens: dict[str, Token] = {}
        self._grants: Mapping[str, Grant] = {}
        self._reload()

    def token(self, account_id: str, now: datetime) -> Token | None:
        """The account's token where one is known that will last for a while."""
        token = self._tokens.get(account_id)
        return token if token is not None and token.usable(now) else None

    def keep(self, account_id: str, token: Token) -> None:
        """Remember a token until it expires or is dropped."""
        self._tokens[account_id] = token

    def drop(self, account_id: str) -> None:
        """Forget a token the platform no longer takes."""
        self._tokens.pop(account_id, None)

    def forget(self, account_id: str) -> bool:
        """Drop all of an account's tokens, on the disk as well; whether there was a grant."""
        self.drop(account_id)
        if self._file is None:
            known = account_id in self._grants
            self._grants = {name: grant for name, grant in self._grants.items() if name != account_id}
            return known
        with FileLock(_lock_path(self._file, "@all"), mode=0o600):
            self._reload()
            if account_id not in self._grants:
                return False
            self._grants = {name: grant for name, grant in self._grants.items() if name != account_id}
            self._file.write(msgspec.json.encode(self._grants))
        return True

    def secrets(self, account_id: str) -> list[str]:
        """What must not be shown of an account's tokens."""
        token, grant = self._tokens.get(account_id), self._grants.get(account_id)
        of_grant = [grant.access_token, grant.refresh_token] if grant else []
        return of_grant + ([token.value] if token else [])

    def grant(self, account_id: str, origin: str) -> Grant | None:
        """The newest grant that descends from the authorisation `origin`."""
        grant = self._grants.get(account_id)
        return grant if grant is not None and grant.origin == origin else None

    async def replace(self, account_id: str, old: Grant, renew: Callable[[Grant], Awaitable[Grant]]) -> Grant:
        """The grant that follows `old`: what another process has made of it, or else what `renew` makes.

        It is on the disk when this returns. Raises what `renew` raises, DiskFull or Unavailable.
        """
        async with self._alone(account_id):
            self._reload()
            kept = self.grant(account_id, old.origin)
            if kept is not None and kept != old:
                return kept
            fresh = await renew(old)
            self._keep(account_id, fresh)
            return fresh

    @asynccontextmanager
    async def _alone(self, account_id: str) -> AsyncIterator[None]:
        """While no other process replaces the account's grant."""
        if self._file is None:
            yield
            return
        lock = AsyncFileLock(_lock_path(self._file, account_id), timeout=PATIENCE, mode=0o600)
        try:
            await lock.acquire()
        except Timeout:
            why = f"Another process has been renewing {account_id}'s tokens for {PATIENCE:.0f} s"
            raise VisitError("authorisation", f"{why}; the next visit tries again.") from None
        try:
            yield
        finally:
            await lock.release()

    def _keep(self, account_id: str, grant: Grant) -> None:
        if self._file is None:
            self._grants = {**self._grants, account_id: grant}
            return
        with FileLock(_lock_path(self._file, "@all"), mode=0o600):
            self._reload()
            grants = {**self._grants, account_id: grant}
            self._file.write(msgspec.json.encode(grants))
        self._grants = grants

    def _reload(self) -> None:
        content = self._file.read() if self._file is not None else None
        if self._file is None or content is None:
            return
        try:
            self._grants = msgspec.json.decode(content, type=dict[str, Grant])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise ConfigError(
                f"The token file {self._file.path} is damaged; move it away, authorise its accounts again "
                "and put their tokens into the credentials file."
            ) from None
        if not self._file.is_sealed:
            self._file.write(content)


def open_tokens(settings: Settings) -> Tokens:
    """The tokens of this data directory, in `<data>/tokens.json`, sealed with the setting `token_key`."""
    return Tokens(SealedFile(settings.data / "tokens.json", settings.secret("token_key")))


def origin_of(refresh_token: str) -> str:
    """Names an authorisation by its first refresh token without telling it."""
    return hashlib.sha256(refresh_token.encode()).hexdigest()[:16]


def _lock_path(file: SealedFile, name: str) -> Path:
    """Where a lock lives; ids of accounts hold nothing a file's name must not, and no "@"."""
    folder = file.path.with_suffix(".locks")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{name}.lock"
