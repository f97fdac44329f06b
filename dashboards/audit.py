"""What Superset keeps of what people do: whatever changes something or takes data out, and every log-in.

Superset would keep a row for every click; on SQLite these are most of the writing. Looking at a dashboard
leaves no row; SQL, exports, changes and log-ins do, in Superset's own table `logs` (设置 → 操作日志), for as
long as its database lives.
"""

from __future__ import annotations

import re
from typing import Any, Final

from superset.utils.log import DBEventLogger

_KEPT: Final = re.compile(
    r"login|logout|sql|csv|export|import|execute|"
    r"\.(post|put|delete|bulk_delete|add|edit|copy|warm_up|cache_dashboard|set_embedded|upload)|"
    r"delete|refused|password|role|user|security|rls|permission",
    re.IGNORECASE,
)
_LOOKING: Final = re.compile(
    r"\.(get|get_list|info|related|distinct|favorite_status|data)\Z|recent_activity|log$", re.IGNORECASE
)
_EXPORTED: Final = frozenset({"csv", "xlsx"})


def kept(action: str, payload: dict[str, Any]) -> bool:
    """Whether an action leaves a row: `payload` is what came with the request."""
    if payload.get("result_format") in _EXPORTED or payload.get("format") in _EXPORTED:
        return True
    return bool(_KEPT.search(action)) and not _LOOKING.search(action)


class AuditLog(DBEventLogger):  # type: ignore[misc]
    """Superset's event log without the events of mere looking."""

    def log(self, user_id: int | None, action: str, *args: Any, **kwargs: Any) -> None:
        """Superset's hook for every event."""
        records = kwargs.get("records") or [kwargs.get("curated_payload") or {}]
        if any(kept(action, record) for record in records if isinstance(record, dict)):
            super().log(user_id, action, *args, **kwargs)
