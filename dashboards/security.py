"""Superset's security manager with our rules for log-ins: guessers are slowed down, every attempt is kept.

Form and API both come through `auth_user_db`, so neither is a way around the other. A password that was made
for somebody opens nothing but the form in which he chooses his own (`dashboards/first_passwords.py`).
"""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request, session
from superset.security import SupersetSecurityManager

from dashboards.attempts import Attempts
from dashboards.first_passwords import MARK
from warehouse.passwords import is_made


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
            return None
        self._attempts.succeeded(login, address)
        return self._admitted(user, login, made=is_made(password or ""))

    def _admitted(self, user: Any, login: str, *, made: bool) -> Any:
        if made and has_request_context() and request.path.startswith("/api/"):
            _keep("login.first_password_refused", user.id, login)
            return None
        if has_request_context():
            session[MARK] = made
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
