"""Sends the reports that are due: each is made once, kept in `<data>/reports`, and put into the outbox.

A line that cannot be made (its region is gone, its person is withdrawn) is told in the log and holds up no
other.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.enclosures import Enclosed, enclose, is_enclosed
from alerts.outbox import Outbox
from alerts.recipients import Recipient
from cli.reader import reader_of, warehouse_as
from cli.report_schedule import Line, answers_for, load_schedule, too_wide
from dashboards.reports.periods import Period
from hub.clock import beijing_day
from hub.errors import ConfigError
from hub.roster import load_roster
from hub.settings import Settings
from warehouse.client import Warehouse

if TYPE_CHECKING:
    from dashboards.reports.scope import Scope

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReportPost:
    """The schedule before one outbox. Rounds may be cut short anywhere and run beside each other."""

    lines: tuple[Line, ...]
    settings: Settings
    outbox: Outbox

    def round(self, now: datetime) -> int:
        """Put what is due and not yet written into the outbox; how many letters.

        Raises Unavailable, DiskFull.
        """
        return sum(self._posted(line, now) for line in self.lines)

    def _posted(self, line: Line, now: datetime) -> int:
        try:
            return self._post(line, now)
        except ConfigError as error:
            logger.error("The report %s waits for the next round: %s", line.report_id, error.sentence)
            return 0

    def _post(self, line: Line, now: datetime) -> int:
        period = line.due(now)
        waiting = [
            recipient
            for recipient in line.recipients
            if not is_enclosed(self.outbox, recipient, key_of(line, period, recipient))
        ]
        if not waiting:
            return 0
        subject, text, files = self._made(line, period, now)
        written = 0
        for recipient in waiting:
            key = key_of(line, period, recipient)
            written += enclose(self.outbox, recipient, Enclosed(key, subject, text, files), now)
        return written

    def _made(self, line: Line, period: Period, now: datetime) -> tuple[str, str, tuple[Path, ...]]:
        # Its libraries take a while, and most rounds have nothing to make.
        from dashboards.reports.making import make_report, write_report

        warehouse, scope = self._read_by(line, now)
        made = make_report(warehouse, period, scope)
        files = write_report(made, report_folder(self.settings, line.staff))
        logger.info("A report was made", extra={"report": line.report_id, "period": period.code})
        return f"【草稿】{made.title}", made.summary, files

    def _read_by(self, line: Line, now: datetime) -> tuple[Warehouse, Scope]:
        """The warehouse a line's report is made from, and whom it is about."""
        from dashboards.reports.scope import chosen_scope

        named = line.region_code, line.unit, line.department
        if not line.staff:
            return self.outbox.warehouse, chosen_scope(self.outbox.warehouse, *named)
        reader = reader_of(self.outbox.warehouse, line.staff, beijing_day(now))
        warehouse = warehouse_as(self.settings, reader)
        scope = chosen_scope(warehouse, *named, reader)
        roster = load_roster(self.settings.roster)
        for recipient in line.recipients:
            if not answers_for(
                recipient, scope.regions or ("",), scope.departments or ("",), line.unit, roster
            ):
                raise ConfigError(too_wide(recipient))
        return warehouse, scope


def open_report_post(settings: Settings, outbox: Outbox) -> ReportPost:
    """The post of the settings' schedule. Raises ConfigError for mistakes in it."""
    return ReportPost(load_schedule(settings), settings, outbox)


def report_folder(settings: Settings, staff: str) -> Path:
    """Where reports are kept; those of a person's jurisdiction by themselves, as they tell less."""
    return settings.data / "reports" / staff


def key_of(line: Line, period: Period, recipient: Recipient) -> str:
    """The same for the same report to the same recipient, whenever it is asked."""
    parts = [line.report_id, line.kind, line.region_code, line.department, line.unit, period.code]
    parts += [line.staff] if line.staff else []
    return hashlib.sha256("\n".join((*parts, recipient.recipient_id)).encode()).hexdigest()[:32]
