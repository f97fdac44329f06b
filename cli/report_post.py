"""Sends the reports that are due: each is made once, kept in `<data>/reports`, and put into the outbox."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alerts.enclosures import Enclosed, enclose, is_enclosed
from alerts.outbox import Outbox
from alerts.recipients import Recipient
from cli.report_schedule import Line, load_schedule
from dashboards.reports.periods import Period
from hub.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReportPost:
    """The schedule before one outbox. Rounds may be cut short anywhere and run beside each other."""

    lines: tuple[Line, ...]
    folder: Path
    outbox: Outbox

    def round(self, now: datetime) -> int:
        """Put what is due and not yet written into the outbox; how many letters.

        Raises Unavailable, DiskFull, ConfigError for a line whose region, unit or department is gone.
        """
        return sum(self._post(line, now) for line in self.lines)

    def _post(self, line: Line, now: datetime) -> int:
        period = line.due(now)
        waiting = [
            recipient
            for recipient in line.recipients
            if not is_enclosed(self.outbox, recipient, key_of(line, period, recipient))
        ]
        if not waiting:
            return 0
        subject, text, files = self._made(line, period)
        written = 0
        for recipient in waiting:
            key = key_of(line, period, recipient)
            written += enclose(self.outbox, recipient, Enclosed(key, subject, text, files), now)
        return written

    def _made(self, line: Line, period: Period) -> tuple[str, str, tuple[Path, ...]]:
        # Its libraries take a while, and most rounds have nothing to make.
        from dashboards.reports.making import make_report, write_report
        from dashboards.reports.scope import chosen_scope

        warehouse = self.outbox.warehouse
        scope = chosen_scope(warehouse, line.region_code, line.unit, line.department)
        made = make_report(warehouse, period, scope)
        files = write_report(made, self.folder)
        logger.info("A report was made", extra={"report": line.report_id, "period": period.code})
        return f"【草稿】{made.title}", made.summary, files


def open_report_post(settings: Settings, outbox: Outbox) -> ReportPost:
    """The post of the settings' schedule. Raises ConfigError for mistakes in it."""
    return ReportPost(load_schedule(settings), settings.data / "reports", outbox)


def key_of(line: Line, period: Period, recipient: Recipient) -> str:
    """The same for the same report to the same recipient, whenever it is asked."""
    parts = (line.report_id, line.kind, line.region_code, line.department, line.unit, period.code)
    return hashlib.sha256("\n".join((*parts, recipient.recipient_id)).encode()).hexdigest()[:32]
