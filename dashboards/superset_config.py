"""Superset's configuration: loopback, Chinese, quiet. Superset itself reads it, through SUPERSET_CONFIG_PATH.

What differs between installations comes from the environment that `dashboards/bootstrap.py` sets:
SUPERSET_HOME (the directory Superset keeps its things in), SUPERSET_METADATA (SQLAlchemy's address of its own
database), SUPERSET_REDIS (empty on one machine), SUPERSET_SECRET_KEY, SUPERSET_BEHIND_TLS, and what
`dashboards/connection.py` needs. Names in capitals are Superset's own:
 https://superset.apache.org/docs/configuration/configuring-superset.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Final

from cachelib.redis import RedisCache
from flask import Flask
from redis import Redis

from dashboards.audit import AuditLog
from dashboards.celery_config import celery_config
from dashboards.connection import as_the_person
from dashboards.first_passwords import first_passwords, require_own_password
from dashboards.links import links
from dashboards.security import SecurityManager
from dashboards.sessions import let_sessions_end, require_good_password
from dashboards.static_files import StaticFiles
from dashboards.theme import CATEGORICAL, SEQUENTIAL, THEME
from dashboards.warming import CACHED_SECONDS, warm_ahead
from dashboards.wording import wording

_HOME: Final = os.environ["SUPERSET_HOME"]
_DAY: Final = 24 * 3600
_REDIS: Final = os.environ["SUPERSET_REDIS"]
_BEHIND_TLS: Final = os.environ.get("SUPERSET_BEHIND_TLS") == "1"

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
DATA_DIR = _HOME
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA"]
SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = (
    # Several threads write one SQLite file: wait for each other instead of failing at once.
    {"connect_args": {"timeout": 30}}
    if SQLALCHEMY_DATABASE_URI.startswith("sqlite:")
    # A server that was started again meanwhile has closed what we kept open.
    else {"pool_pre_ping": True, "pool_recycle": 1800}
)

APP_NAME = "烽火"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}

THEME_DEFAULT = THEME
# A wall screen must not turn dark because the machine behind it prefers to.
THEME_DARK = None
EXTRA_CATEGORICAL_COLOR_SCHEMES = CATEGORICAL
EXTRA_SEQUENTIAL_COLOR_SCHEMES = SEQUENTIAL
ADDITIONAL_MIDDLEWARE = [StaticFiles]
BLUEPRINTS = [links, first_passwords, wording]

# Nobody is let in without a login, nobody signs up by himself, and a log-in ends.
PUBLIC_ROLE_LIKE = None
AUTH_USER_REGISTRATION = False
CUSTOM_SECURITY_MANAGER = SecurityManager
DB_CONNECTION_MUTATOR = as_the_person
WTF_CSRF_ENABLED = True
WTF_CSRF_TIME_LIMIT = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _BEHIND_TLS
PERMANENT_SESSION_LIFETIME = 12 * 3600
"""Of idleness, in seconds; a wall screen that refreshes itself is not idle."""


def FLASK_APP_MUTATOR(app: Flask) -> None:  # noqa: N802
    """Called by Superset once its application is made."""
    let_sessions_end(app)
    require_own_password(app)
    warm_ahead(app, Path(_HOME))


FAB_PASSWORD_COMPLEXITY_ENABLED = True
FAB_PASSWORD_COMPLEXITY_VALIDATOR = require_good_password
# Guessing is slowed down by our security manager, form and API alike; this bounds the log-in page besides.
RATELIMIT_ENABLED = True
RATELIMIT_STORAGE_URI = _REDIS or "memory://"
RATELIMIT_APPLICATION = "1000 per second"
AUTH_RATE_LIMITED = True
AUTH_RATE_LIMIT = "60 per minute"
# Behind a proxy that speaks TLS, a visitor's address and scheme are what the proxy says.
ENABLE_PROXY_FIX = _BEHIND_TLS
TALISMAN_ENABLED = True
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
    "force_https": False,  # the proxy's business
    "strict_transport_security": _BEHIND_TLS,
    "session_cookie_secure": _BEHIND_TLS,
}

FEATURE_FLAGS = {
    # A restriction on rows must hold in SQL Lab as well as in charts.
    "RLS_IN_SQLLAB": True,
    "ESCAPE_MARKDOWN_HTML": True,
    "ENABLE_TEMPLATE_PROCESSING": False,
    # "Drill to detail" is what the guide shows; this one would ask the server again for each dataset.
    "DRILL_BY": False,
    # An answer kept for one person is for no other.
    "CACHE_QUERY_BY_USER": True,
    # These would ask as nobody in particular: off.
    "ALERT_REPORTS": False,
    "THUMBNAILS": False,
    "EMBEDDED_SUPERSET": False,
}

ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
SUPERSET_WEBSERVER_TIMEOUT = 60

# A wall screen that refreshes itself takes what is cached; a person's own "refresh" asks the warehouse anew.
DASHBOARD_AUTO_REFRESH_MODE = "fetch"


def _cache(name: str, seconds: int) -> dict[str, Any]:
    where = (
        {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": _REDIS, "CACHE_KEY_PREFIX": f"fenghuo_{name}_"}
        if _REDIS
        else {
            "CACHE_TYPE": "FileSystemCache",
            "CACHE_DIR": f"{_HOME}/cache/{name}",
            "CACHE_THRESHOLD": 5_000,
        }
    )
    return {**where, "CACHE_DEFAULT_TIMEOUT": seconds, "REFRESH_TIMEOUT_ON_RETRIEVAL": True}


CACHE_CONFIG = _cache("metadata", CACHED_SECONDS)
DATA_CACHE_CONFIG = _cache("data", CACHED_SECONDS)
FILTER_STATE_CACHE_CONFIG = _cache("filters", 90 * _DAY)
EXPLORE_FORM_DATA_CACHE_CONFIG = _cache("explore", 7 * _DAY)

if _REDIS:
    CELERY_CONFIG = celery_config(_REDIS, _HOME)
    RESULTS_BACKEND = RedisCache(Redis.from_url(_REDIS), key_prefix="fenghuo_results_")
    SQLLAB_ASYNC_TIME_LIMIT_SEC = 600
    # After each task Superset tidies up once more, where nothing is left to, and fails; only that reads this.
    CELERY_ALWAYS_EAGER = True

EVENT_LOGGER = AuditLog()
LOG_LEVEL = logging.WARNING
