"""Superset's configuration: loopback, Chinese, quiet. Superset itself reads it, through SUPERSET_CONFIG_PATH.

What differs between installations comes from the environment that `dashboards/bootstrap.py` sets:
SUPERSET_HOME (the directory Superset keeps its things in) and SUPERSET_SECRET_KEY. Names in capitals are
Superset's own: https://superset.apache.org/docs/configuration/configuring-superset.
"""

from __future__ import annotations

import logging
import os
from typing import Any, Final

from superset.utils.log import AbstractEventLogger

from dashboards.links import links
from dashboards.theme import CATEGORICAL, SEQUENTIAL, THEME

_HOME: Final = os.environ["SUPERSET_HOME"]
_DAY: Final = 24 * 3600
_CACHED_SECONDS: Final = 300
"""How old a figure on a page may be: posts come by the quarter of an hour, readers by the minute."""

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
DATA_DIR = _HOME
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME}/superset.db"
# Several threads write one SQLite file: wait for each other instead of failing at once.
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 30}}

APP_NAME = "烽火"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}

THEME_DEFAULT = THEME
# A wall screen must not turn dark because the machine behind it prefers to.
THEME_DARK = None
EXTRA_CATEGORICAL_COLOR_SCHEMES = CATEGORICAL
EXTRA_SEQUENTIAL_COLOR_SCHEMES = SEQUENTIAL
BLUEPRINTS = [links]

# Nobody is let in without a login, nobody signs up by himself.
PUBLIC_ROLE_LIKE = None
AUTH_USER_REGISTRATION = False
WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# One machine, loopback only: there is nobody to throttle.
RATELIMIT_ENABLED = False
AUTH_RATE_LIMITED = False
# The policy without the foreign hosts of Superset's own: the browser asks nobody but us.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}

FEATURE_FLAGS = {
    # A restriction on rows must hold in SQL Lab as well as in charts.
    "RLS_IN_SQLLAB": True,
    "ESCAPE_MARKDOWN_HTML": True,
    "ENABLE_TEMPLATE_PROCESSING": False,
    "ALERT_REPORTS": False,
    "THUMBNAILS": False,
}

ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
SUPERSET_WEBSERVER_TIMEOUT = 60

# A wall screen that refreshes itself takes what is cached; a person's own "refresh" asks the warehouse anew.
DASHBOARD_AUTO_REFRESH_MODE = "fetch"


def _files(name: str, seconds: int) -> dict[str, Any]:
    return {
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": f"{_HOME}/cache/{name}",
        "CACHE_DEFAULT_TIMEOUT": seconds,
        "CACHE_THRESHOLD": 5_000,
        "REFRESH_TIMEOUT_ON_RETRIEVAL": True,
    }


CACHE_CONFIG = _files("metadata", _CACHED_SECONDS)
DATA_CACHE_CONFIG = _files("data", _CACHED_SECONDS)
FILTER_STATE_CACHE_CONFIG = _files("filters", 90 * _DAY)
EXPLORE_FORM_DATA_CACHE_CONFIG = _files("explore", 7 * _DAY)


class _NoEventLog(AbstractEventLogger):  # type: ignore[misc]
    """Writes no row for every click: on SQLite these rows are most of the writing, and nobody reads them."""

    def log(self, *args: Any, **kwargs: Any) -> None:
        """Superset's hook; deliberately nothing."""


EVENT_LOGGER = _NoEventLog()
LOG_LEVEL = logging.WARNING
