"""Tokens: each speaks for one of the staff, until a day, and is kept only as a hash (the table `api_tokens`).

A token is `fh_ID_SECRET`: the id is public and found in logs; the secret has 256 random bits, so that one
SHA-256 keeps it well. It is shown once, when it is made.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from hub.clock import beijing_day
from hub.errors import ConfigError
from warehouse.client import Warehouse
from warehouse.staff import find_person

LONGEST_DAYS: Final = 366
_QUERY: Final = Path(__file__).parent / "sql" / "tokens.sql"
_FORM: Final = re.compile(r"fh_([0-9a-f]{12})_([0-9A-Za-z_-]{43})")


class WrongToken(Exception):
    """No token of ours, or one that is expired or revoked."""


@dataclass(frozen=True)
class Token:
    """What is kept of a token. Instants are aware and UTC."""

    token_id: str
    login: str
    secret_hash: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked: bool = False

    def holds(self, now: datetime) -> bool:
        """Whether it lets anybody in at this instant."""
        return not self.revoked and now < self.expires_at


def add_token(warehouse: Warehouse, login: str, days: int, by: str, now: datetime) -> tuple[str, Token]:
    """Make a token for one of the staff: what to show once, and what is kept.

    Raises ConfigError for a login that is not entered or holds no more, and for too long a time; Unavailable.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise ConfigError(f"令牌的有效期要在 1–{LONGEST_DAYS} 天之间，请改 --days。")
    if not find_person(warehouse, login).valid_on(beijing_day(now)):
        raise ConfigError(f"“{login}”的辖区现在无效，不能为他签发令牌；用 fenghuo staff list 查看。")
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    token = Token(token_id, login, _hashed(secret), now, by, now + timedelta(days=days))
    _keep(warehouse, token, now)
    return f"fh_{token_id}_{secret}", token


def list_tokens(warehouse: Warehouse, token_id: str = "") -> list[Token]:
    """All tokens there ever were, the newest first; or the one of an id. Raises Unavailable."""
    return [_token(row) for row in warehouse.query_file(_QUERY, {"token_id": token_id})]


def revoke_token(warehouse: Warehouse, token_id: str, now: datetime) -> Token:
    """Let a token in no more, from this moment on. Raises ConfigError for one there is not; Unavailable."""
    known = list_tokens(warehouse, token_id) if token_id else []
    if not known:
        raise ConfigError(f"没有编号为“{token_id}”的令牌；用 fenghuo api token list 查看。")
    revoked = replace(known[0], revoked=True)
    _keep(warehouse, revoked, now)
    return revoked


def admitted(warehouse: Warehouse, shown: str, now: datetime) -> Token:
    """The token that somebody shows. Read anew each time, so that a revocation holds at once.

    Raises WrongToken, Unavailable.
    """
    form = _FORM.fullmatch(shown)
    if form is None:
        raise WrongToken
    known = list_tokens(warehouse, form[1])
    if not known or not hmac.compare_digest(known[0].secret_hash, _hashed(form[2])):
        raise WrongToken
    if not known[0].holds(now):
        raise WrongToken
    return known[0]


def _keep(warehouse: Warehouse, token: Token, now: datetime) -> None:
    row = {**asdict(token), "written_at": now}
    warehouse.insert("api_tokens", {name: [value] for name, value in row.items()})


def _token(row: Mapping[str, Any]) -> Token:
    return Token(**{**row, "revoked": bool(row["revoked"])})


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
