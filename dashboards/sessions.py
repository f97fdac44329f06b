"""How long a log-in to Superset lasts, and what a password chosen there must be like."""

from __future__ import annotations

from flask import Flask, session
from flask_appbuilder.exceptions import PasswordComplexityValidationError

from hub.errors import ConfigError
from warehouse.passwords import require_good


def let_sessions_end(app: Flask) -> None:
    """Superset's FLASK_APP_MUTATOR: without this mark a session would last as long as its cookie is kept."""

    @app.before_request
    def mark_session() -> None:
        session.permanent = True


def require_good_password(password: str) -> None:
    """Flask-AppBuilder's validator. Raises PasswordComplexityValidationError with a sentence for the form."""
    try:
        require_good(password)
    except ConfigError as error:
        raise PasswordComplexityValidationError(error.sentence) from None
