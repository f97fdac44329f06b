"""With which login Superset asks the warehouse: that of the person it serves, so that the warehouse holds the
rules.

Charts, SQL Lab, exports, samples, drill and everything Superset may invent come through here. Superset's own
`admin`, who runs the machine, asks with the hub's login; where nobody is known, the warehouse will let nobody
in.
"""

from __future__ import annotations

import os
from typing import Any, Final

from sqlalchemy.engine.url import URL  # type: ignore[import-untyped]

from dashboards.lending import Lending
from warehouse.passwords import dashboards_key

ADMIN: Final = "admin"
NOBODY: Final = "nobody"

_lending: Final = Lending()


def as_the_person(
    uri: URL, params: dict[str, Any], username: str | None, _security_manager: Any, _source: Any
) -> tuple[URL, dict[str, Any]]:
    """Superset's DB_CONNECTION_MUTATOR: the address and parameters of a connection for `username`."""
    if username != ADMIN or uri.username != os.environ["SUPERSET_SERVICE_LOGIN"]:
        login = username or NOBODY
        key = dashboards_key(os.environ["SUPERSET_STAFF_KEY"], login)
        uri = uri.set(username=login, password=key)
    return uri, {**params, "creator": lambda: _lending.borrow(uri, params.get("connect_args", {}))}
