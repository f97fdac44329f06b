"""Access tokens: those that are fetched anew at will, in memory; those that replace each other, in a file.

Douyin's refreshed tokens exist nowhere else: they are written to `<data>/tokens.json` (mode 0600) before
they are used, so that a crash cannot lose the only copy.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from hub.errors import ConfigError, DiskFull, Unavailable, is_disk_full

MARGIN: Final = timedelta(minutes=5)
"""A token is replaced this long before it expires."""


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
    """The tokens of all accounts. Without a path, grants are kept in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._tokens: dict[str, Token] = {}
        self._grants = _read(path) if path is not None else {}

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

    def secrets(self, account_id: str) -> list[str]:
        """What must not be shown of an account's tokens."""
        token, grant = self._tokens.get(account_id), self._grants.get(account_id)
        of_grant = [grant.access_token, grant.refresh_token] if grant else []
        return of_grant + ([token.value] if token else [])

    def grant(self, account_id: str, origin: str) -> Grant | None:
        """The newest grant that descends from the authorisation `origin`."""
        grant = self._grants.get(account_id)
        return grant if grant is not None and grant.origin == origin else None

    def keep_grant(self, account_id: str, grant: Grant) -> None:
        """Write a grant durably. Raises DiskFull or Unavailable where it cannot be kept."""
        grants = {**self._grants, account_id: grant}
        if self._path is not None:
            _write(self._path, msgspec.json.encode(grants))
        self._grants = grants


def origin_of(refresh_token: str) -> str:
    """Names an authorisation by its first refresh token without telling it."""
    return hashlib.sha256(refresh_token.encode()).hexdigest()[:16]


def _read(path: Path) -> dict[str, Grant]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Grant])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"The token file {path} cannot be read: {error.strerror}.") from None
    except msgspec.MsgspecError:
        raise ConfigError(
            f"The token file {path} is damaged; move it away, authorise its accounts again "
            "and put their tokens into the credentials file."
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Replace the file as a whole: complete on the disk, or as it was."""
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_directory(path.parent)
    except OSError as error:
        kind = DiskFull if is_disk_full(error) else Unavailable
        raise kind(f"The token file {path} cannot be written: {error.strerror}.") from None


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
