"""Superset's security manager with our rules for log-ins: guessers are slowed down, every attempt is kept.

Form and API both come through `auth_user_db`, so neither is a way around the other.
"""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from superset.security import SupersetSecurityManager

from dashboards.attempts import Attempts


class SecurityManager(SupersetSecurityManager):  # type: ignore[misc]
    """See the module; named in `superset_config.py`."""

    _attempts = Attempts()

    def auth_user_db(self, username: str | None, password: str | None) -> Any:
        """The user whose password this is; None for anybody else, and for who has failed too often."""
        login, address = (username or "").lower(), _address()
        if not self._attempts.heard(login, address):
            _keep("login.refused", None, login)
            return None
        user = super().auth_user_db(username, password)
        if user is None:
            self._attempts.failed(login, address)
            _keep("login.failed", None, login)
        else:
            self._attempts.succeeded(login, address)
            _keep("login", user.id, login)
        return user

    def on_user_logout(self, user: Any) -> None:
        """Called by Flask-AppBuilder."""
        _keep("logout", getattr(user, "id", None), getattr(user, "username", ""))


def _address() -> str:
    return (request.remote_addr or "") if has_request_context() else ""


def _keep(action: str, user_id: int | None, login: str) -> None:
    from superset.extensions import event_logger

    event_logger.log(
        user_id, action, None, None, None, None, records=[{"login": login[:64], "address": _address()}]
    )
