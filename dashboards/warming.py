"""Figures computed before somebody asks: after new data came, the questions that dashboards asked lately are
asked again, each in its person's name, and the answers cached.

A thread of the serving process does it, every so many seconds at most, and only for a share of the time, so
that whoever looks at a dashboard meanwhile is not kept waiting. Who sees the whole comes first, then who
looked last. What is cached is never older than CACHED_SECONDS, warmed or not.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, request

from dashboards.asked import Asked
from hub.errors import FenghuoError

CACHED_SECONDS: Final = 900
"""How old a figure on a page may be: posts come by the quarter of an hour."""
_LOOK_SECONDS: Final = 30.0
"""How often a thread looks whether new data came."""
_SHARE: Final = 0.25
"""Of the time between two rounds, how much one may take."""
_ANY: Final = -1
"""Whatever is loaded at the first look is not new."""
_DATA: Final = "/api/v1/chart/data"
_ADMIN: Final = "admin"

logger = logging.getLogger(__name__)


def warm_ahead(app: Flask, home: Path) -> None:
    """Note what dashboards ask, and ask it ahead, where SUPERSET_WARM_SECONDS says how often at most."""
    every = float(os.environ.get("SUPERSET_WARM_SECONDS", "0"))
    if not every:
        return
    asked = Asked(home / "asked")
    serving = threading.Event()

    @app.after_request
    def note(response: Response) -> Response:
        serving.set()
        question = _question() if response.status_code == 200 else None
        if question is not None:
            try:
                asked.note(g.user.id, question)
            except (FenghuoError, OSError) as error:
                logger.warning("A question is not remembered to be asked ahead: %s", error)
        return response

    threading.Thread(
        target=_keep_warm, args=(app, asked, every, home, serving), name="warming", daemon=True
    ).start()


def warm(app: Flask, asked: Asked, seconds: float) -> int:
    """Ask what was asked lately for at most so many seconds; how many questions were answered."""
    end = time.monotonic() + seconds
    answered = 0
    with app.app_context():
        for user in _in_order(asked.users()):
            for question in asked.questions(user.id):
                if time.monotonic() > end:
                    logger.info("%d questions asked ahead, not all of them", answered)
                    return answered
                answered += _answer(user, question)
    return answered


def _question() -> dict[str, Any] | None:
    """What a chart or a filter of a dashboard asks by this request; None for anything else."""
    if request.path != _DATA or request.method != "POST" or not hasattr(g, "user") or g.user.is_anonymous:
        return None
    body = request.get_json(silent=True) or {}
    asked = body.get("result_format", "json"), body.get("result_type", "full")
    of_dashboard = isinstance(body.get("form_data"), dict) and body["form_data"].get("dashboardId")
    return body if of_dashboard and asked == ("json", "full") else None


def _keep_warm(app: Flask, asked: Asked, every: float, home: Path, serving: threading.Event) -> None:
    """Look again and again whether new data came; of several processes, one does."""
    # After a start, what was asked before it is asked again, but not what people are asking just now.
    seen = None if asked.users() else _ANY
    # Superset's models are complete only once it serves; who asks one before spoils all for everybody.
    serving.wait()
    with (home / "warming.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        while True:
            time.sleep(min(_LOOK_SECONDS, every))
            try:
                loaded = _loaded(app)
                stale, seen = seen not in (loaded, _ANY), loaded
                if stale:
                    warm(app, asked, every * _SHARE)
                    time.sleep(every)
            except Exception:
                # The edge of this thread: without it dashboards are slower, and otherwise the same.
                logger.exception("Nothing was asked ahead this time")


def _loaded(app: Flask) -> int:
    """How much of the stream is in the warehouse: it changes when new data came."""
    from superset import db
    from superset.models.core import Database

    with app.app_context(), _in_the_name_of(_ADMIN):
        [database] = db.session.query(Database).filter_by(database_name="烽火").all()
        with database.get_raw_connection() as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT sum(committed_offset) FROM v_stream_lag")
            return int(cursor.fetchone()[0])


def _in_order(users: list[int]) -> Iterator[Any]:
    """These users, whoever sees the whole first; who is locked is left out."""
    from superset import db, security_manager
    from superset.connectors.sqla.models import RowLevelSecurityFilter

    narrow = {role.id for rule in db.session.query(RowLevelSecurityFilter) for role in rule.roles}
    found = [security_manager.get_user_by_id(number) for number in users]
    active = [user for user in found if user is not None and user.is_active]
    yield from sorted(active, key=lambda user: any(role.id in narrow for role in user.roles))


def _answer(user: Any, question: dict[str, Any]) -> bool:
    """Have a question answered and the answer cached; False where it cannot be any more."""
    from superset.charts.schemas import ChartDataQueryContextSchema
    from superset.commands.chart.data.get_data_command import ChartDataCommand
    from superset.exceptions import SupersetException
    from superset.utils.core import override_user

    with override_user(user):
        try:
            command = ChartDataCommand(ChartDataQueryContextSchema().load({**question, "force": True}))
            command.validate()
            command.run()
        except SupersetException as error:
            logger.info("A question is not asked ahead: %s", error)
            return False
    return True


@contextmanager
def _in_the_name_of(login: str) -> Iterator[None]:
    from superset import security_manager
    from superset.utils.core import override_user

    with override_user(security_manager.find_user(login)):
        yield
