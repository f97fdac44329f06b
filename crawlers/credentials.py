"""Each account's credentials: one JSON file, `{account_id: {name: value}}`, readable by its owner alone.

Names by platform: `appid`, `secret` (wechat); `access_token`, `expires_at` (weibo). The others have
`access_token`, `refresh_token`, `expires_at`, `refresh_expires_at`, and of their app `client_key`,
`client_secret`, `open_id` (douyin, toutiao), `app_id`, `app_secret` (kuaishou) or `client_id`,
`client_secret` (bilibili). What ends in `expires_at` is an ISO instant with its zone, or seconds since the
epoch.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import msgspec

from crawlers.failures import VisitError
from hub.clock import require_utc
from hub.errors import ConfigError

Entry = Mapping[str, str | int | float]
"""One account's credentials by name."""


@dataclass(frozen=True)
class Credentials:
    """What was read from the credentials file; empty where none is set. Never printed."""

    entries: Mapping[str, Entry] = field(default_factory=dict, repr=False)
    path: Path | None = None

    def of(self, account_id: str, *names: str) -> dict[str, str]:
        """The named credentials of an account. Raises VisitError, naming what is missing and where."""
        entry = self.entries.get(account_id, {})
        missing = [name for name in names if not entry.get(name)]
        if missing:
            raise VisitError("authorisation", self._missing(account_id, missing))
        return {name: str(entry[name]) for name in names}

    def expiry(self, account_id: str, name: str = "expires_at") -> datetime | None:
        """When the access token expires according to the file, or another; None where it does not say."""
        value = self.entries.get(account_id, {}).get(name)
        if isinstance(value, str) and not value.isdigit():
            return require_utc(datetime.fromisoformat(value))
        return datetime.fromtimestamp(float(value), UTC) if value else None

    def _missing(self, account_id: str, names: list[str]) -> str:
        wanted = ", ".join(names)
        if self.path is None:
            return f"{account_id} has no credentials: set FENGHUO_CREDENTIALS to a file with its {wanted}."
        return f"{account_id} lacks {wanted} in {self.path}; add them and the next visit uses them."


def load_credentials(path: Path | None) -> Credentials:
    """Read the credentials file; without a path, no account has credentials.

    Raises ConfigError when the file cannot be read, is no such JSON, or others may read it.
    """
    if path is None:
        return Credentials()
    try:
        _refuse_readable_by_others(path)
        entries = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str | int | float]])
    except OSError as error:
        raise ConfigError(f"The credentials file {path} cannot be read: {error.strerror}.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ConfigError(
            f"The credentials file {path} is no JSON like {{account: {{name: value}}}}; see docs/settings.md."
        ) from None
    _refuse_bad_expiry(path, entries)
    return Credentials(entries, path)


def _refuse_readable_by_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise ConfigError(
            f"The credentials file {path} has mode {mode:04o}; others must not read it: chmod 600 {path}"
        )


def _refuse_bad_expiry(path: Path, entries: Mapping[str, Entry]) -> None:
    credentials = Credentials(entries, path)
    for account_id, name in product(entries, ("expires_at", "refresh_expires_at")):
        try:
            credentials.expiry(account_id, name)
        except (ValueError, OverflowError, OSError):
            raise ConfigError(
                f"The credentials file {path} has an unreadable {name} for {account_id}; "
                "write an instant with its zone, like 2026-03-01T00:00:00+08:00."
            ) from None
