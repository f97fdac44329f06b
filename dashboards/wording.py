"""Ours in the place of some of Superset's Chinese words: the interface's language pack, mended.

Its catalogue calls the rows of a table 异常 (anomalies) and entries of a page 序列 (series). Whoever reads
"116 异常" above a list of accounts takes it for a finding.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request

wording: Final = Blueprint("fenghuo_wording", __name__)

WORDS: Final = {
    "%s record": "%s 条",
    "Show %s entries": "显示 %s 条",
    "entries": "条",
    "entries per page": "条",
    "Users": "用户",
}
"""By Superset's English text."""
_PATH: Final = "/superset/language_pack/zh/"
_KEPT_SECONDS: Final = 3600


@wording.before_app_request
def give_language_pack() -> Response | None:
    """The language pack holds words only, so whoever asks may have it."""
    if request.path != _PATH:
        return None
    response = Response(_language_pack(), mimetype="application/json")
    response.cache_control.max_age = _KEPT_SECONDS
    return response


@cache
def _language_pack() -> bytes:
    import superset

    catalogue = Path(superset.__file__).parent / "translations" / "zh" / "LC_MESSAGES" / "messages.json"
    pack: dict[str, Any] = json.loads(catalogue.read_text(encoding="utf-8"))
    pack["locale_data"]["superset"] |= {english: [chinese] for english, chinese in WORDS.items()}
    return json.dumps(pack, ensure_ascii=False).encode()
