"""The one way in, whatever the door: a token is admitted, its requests are counted, and its questions are
asked under the login of the person it speaks for.

The warehouse holds that person's jurisdiction itself, as it does for the dashboards; nothing here filters
rows.
"""

from __future__ import annotations

from collections import OrderedDict
from http import HTTPStatus
from threading import Lock
from typing import Any, Final

from api.asking import ask
from api.cursors import WrongCursor
from api.filters import Paging
from api.pace import Pace, TooOften
from api.problems import Problem, WrongParameter
from api.questions import Question
from api.rows import Page
from api.tokens import Token, WrongToken, admitted
from hub.clock import Clock, SystemClock
from hub.errors import ConfigError, Unavailable
from hub.settings import Settings
from warehouse.client import TooMuch, Warehouse
from warehouse.confinement import MAX_ROWS
from warehouse.limits import Limits
from warehouse.passwords import speaking_for

PATIENCE: Final = 2.0
"""Seconds for which a warehouse that does not answer is tried again; then the client may."""
MEMORY_BYTES: Final = 1_000_000_000
"""Of one answer. Its rows are bounded by its question; those of a subquery by what holds for any person."""
AT_ONCE: Final = 8
"""Questions a door puts to the warehouse at the same time; further ones wait."""
MOST_PEOPLE: Final = 200
"""Logins whose connections are kept; the one that asked longest ago goes first."""


class Access:
    """The tokens, paces and connections of one process. Safe to share between threads."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._limits = Limits(settings.api_query_seconds, MEMORY_BYTES, MAX_ROWS)
        self._hub = Warehouse(settings, readonly=True, patience=PATIENCE)
        self._pace = Pace(settings.api_requests_a_minute)
        self._people: OrderedDict[str, Warehouse] = OrderedDict()
        self._lock = Lock()

    def admit(self, shown: str) -> Token:
        """Let a token in and count its request. Raises Problem: 401, 429, 503."""
        try:
            token = admitted(self._hub, shown, self._clock.now())
            self._pace.spend(token.token_id)
        except WrongToken:
            raise unauthorized() from None
        except TooOften as error:
            raise Problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"This token asks too often; ask again in {error.seconds} s.",
                {"Retry-After": str(error.seconds)},
            ) from None
        except Unavailable:
            raise _not_now() from None
        return token

    def page(self, token: Token, question: Question, filters: Paging) -> Page[Any]:
        """One page, as the person of the token may see it. Raises Problem: 403, 422, 503."""
        try:
            return ask(self._warehouse_of(token.login), question, filters)
        except WrongCursor:
            raise _wrong_cursor() from None
        except TooMuch:
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"The answer takes more than {self._limits.seconds} s or {self._limits.memory_bytes / 1e9:g} "
                "GB; ask for a shorter period or one place.",
            ) from None
        except ConfigError:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "The person this token speaks for is in charge of nothing now; ask who keeps the staff list.",
            ) from None
        except Unavailable:
            raise _not_now() from None

    def require_answering(self) -> None:
        """Raise Unavailable where the warehouse does not answer."""
        self._hub.ping()

    def close(self) -> None:
        """Close all connections."""
        for warehouse in (self._hub, *self._people.values()):
            warehouse.close()

    def _warehouse_of(self, login: str) -> Warehouse:
        with self._lock:
            if login not in self._people:
                self._people[login] = self._opened(login)
            self._people.move_to_end(login)
            if len(self._people) > MOST_PEOPLE:
                # Whoever still asks through it keeps it; its connections go when nobody does.
                self._people.popitem(last=False)
            return self._people[login]

    def _opened(self, login: str) -> Warehouse:
        speaking = speaking_for(self._settings, login)
        return Warehouse(speaking, readonly=True, patience=PATIENCE, limits=self._limits)


def unauthorized() -> Problem:
    """The refusal of whoever shows no token, or none that holds."""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "Send a token that holds, as Authorization: Bearer …; `fenghuo api token add` makes one.",
        {"WWW-Authenticate": 'Bearer realm="fenghuo"'},
    )


def _wrong_cursor() -> Problem:
    detail = "This is no `next` of an answer to the same question with the same filters; begin without it."
    errors = [WrongParameter(parameter="cursor", detail=detail)]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)


def _not_now() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The warehouse does not answer now; ask again in a minute.",
        {"Retry-After": "60"},
    )
