"""Passwords of staff: what one must be like, how a fresh one is made, and the hashes that are all we keep.

The hash is scrypt's in the form Werkzeug writes and Superset reads, `scrypt:N:r:p$salt$hex`; a ClickHouse
server reads bcrypt's of the same password. A third key, derived from the hub's own secret, lets the
dashboards speak to the warehouse as the person they serve: nobody types it and it is kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

import bcrypt
from pydantic import SecretStr

from hub.errors import ConfigError
from hub.settings import PREFIX, Settings

LEAST_LENGTH: Final = 12
LEAST_DIFFERENT: Final = 6
MOST_BYTES: Final = 72
"""bcrypt reads no further, so a longer password would be a shorter one in secret."""

_COST: Final = (32_768, 8, 1)
"""scrypt's N, r and p as Werkzeug sets them: some 32 MB and 60 ms a guess."""
_MEMORY: Final = 132 * _COST[0] * _COST[1]
_SALT_CHARACTERS: Final = 16
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_MADE: Final = re.compile(f"[{_ALPHABET}]{{6}}(-[{_ALPHABET}]{{6}}){{3}}")


def fresh_password() -> str:
    """A password of 120 random bits, in characters that are easy to read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(6)) for _ in range(4))


def is_made(password: str) -> bool:
    """Whether a password is written as a fresh one: it was handed over, and to be replaced by its owner."""
    return bool(_MADE.fullmatch(password))


def require_good(password: str, login: str = "") -> None:
    """Raise ConfigError, with a sentence that never repeats the password, for one that is easily guessed."""
    if len(password) < LEAST_LENGTH:
        raise ConfigError(f"密码至少要有 {LEAST_LENGTH} 个字符，请换一个更长的。")
    if len(password.encode()) > MOST_BYTES:
        raise ConfigError(f"密码不能超过 {MOST_BYTES} 个字节（一个汉字占 3 个），请换一个短些的。")
    if len(set(password)) < LEAST_DIFFERENT:
        raise ConfigError(f"密码里不同的字符少于 {LEAST_DIFFERENT} 个，太容易猜到，请换一个。")
    if login and login.lower() in password.lower():
        raise ConfigError("密码里不能含有登录名，请换一个。")


def require_good_setting(settings: Settings, name: str, login: str) -> None:
    """As `require_good`, of the setting `name` of the hub's own password for `login`, which is named."""
    try:
        require_good(settings.secret(name), login)
    except ConfigError as error:
        raise ConfigError(f"{PREFIX}{name.upper()}: {error.sentence}") from None


def hashed(password: str) -> str:
    """The scrypt hash to keep, with a salt of its own."""
    salt = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(_SALT_CHARACTERS))
    n, r, p = _COST
    return f"scrypt:{n}:{r}:{p}${salt}${_scrypt(password, salt, n, r, p)}"


def server_hashed(password: str) -> str:
    """The bcrypt hash that `IDENTIFIED WITH bcrypt_hash` of a ClickHouse server takes."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds=12, prefix=b"2a")).decode()


def matches(password: str, kept: str) -> bool:
    """Whether `password` is the one of a kept scrypt hash; False for a hash that cannot be read."""
    try:
        method, salt, digest = kept.split("$")
        name, n, r, p = method.split(":")
        same = hmac.compare_digest(_scrypt(password, salt, int(n), int(r), int(p)), digest)
    except ValueError:
        return False
    return same and name == "scrypt"


def dashboards_key(secret: str, login: str) -> str:
    """What the dashboards show the warehouse on behalf of `login`: HMAC-SHA256 of it under the hub's
    secret."""
    return hmac.new(secret.encode(), f"dashboards:{login}".encode(), hashlib.sha256).hexdigest()


def speaking_for(settings: Settings, login: str) -> Settings:
    """The settings with which a client asks the warehouse in the name of one of the staff: the warehouse then
    holds his jurisdiction itself."""
    key = dashboards_key(settings.secret("staff_key"), login)
    return settings.model_copy(update={"clickhouse_user": login, "clickhouse_password": SecretStr(key)})


def _scrypt(password: str, salt: str, n: int, r: int, p: int) -> str:
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=n, r=r, p=p, maxmem=_MEMORY).hex()
