"""The reports that are sent regularly: what, about whom, to whom; and which of them are due.

A CSV file that FENGHUO_REPORTS names (`docs/报告.md` describes its columns); without it nothing is sent. A
recipient is one of the alerts' (`alerts/recipients.py`), and is sent no report about more than its region,
department and unit. Of each line only the newest report is due; who was written it once is not written again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from alerts.recipients import Recipient, load_recipients
from dashboards.reports.periods import KINDS, Kind, Period, latest_period
from hub.errors import ConfigError
from hub.roster import Roster, load_roster
from hub.roster_file import Form, Mistake, Row, read_rows, repeated
from hub.settings import Settings
from warehouse.staff import LOGIN

COLUMNS: Final = ("report_id", "report", "region_code", "department", "unit", "recipients")
OPTIONAL_COLUMNS: Final = ("staff",)

_ID: Final = Form(re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "字母、数字和 . _ - 组成的编号")
_REGION: Final = Form(re.compile(r"[0-9]{6}"), "六位数字的区划代码", width=6)
_LOGIN: Final = Form(LOGIN, "小写字母开头的登录名")
_MARKS: Final = re.compile(r"[\s、，,;；]+")


@dataclass(frozen=True)
class Line:
    """One line: a kind of report about a region, department or unit ("" for all), and who gets it.

    With `staff`, a login, it is about no more than that person is in charge of on the day it is made.
    """

    report_id: str
    kind: Kind
    region_code: str
    department: str
    unit: str
    recipients: tuple[Recipient, ...]
    staff: str = ""

    def due(self, now: datetime) -> Period:
        """The newest period whose report has been due."""
        latest = latest_period(self.kind, now)
        return latest if latest.issued_at <= now else latest.previous

    def next_issue(self, now: datetime) -> datetime:
        """When its next report is due."""
        latest = latest_period(self.kind, now)
        return latest.issued_at if latest.issued_at > now else latest.next.issued_at


def answers_for(
    recipient: Recipient, regions: Sequence[str], departments: Sequence[str], unit: str, roster: Roster
) -> bool:
    """Whether a recipient answers for each of these regions and departments and for the unit; "" is all."""
    return (
        all(not recipient.region_code or _lies_in(code, recipient.region_code, roster) for code in regions)
        and all(recipient.department in ("", department) for department in departments)
        and recipient.unit in ("", unit)
    )


def too_wide(recipient: Recipient) -> str:
    """What to say of a report that is about more than its recipient answers for."""
    return f"报告的范围超出收件人“{recipient.recipient_id}”负责的区划、部门或单位，请缩小范围或换收件人。"


def load_schedule(settings: Settings) -> tuple[Line, ...]:
    """The lines of the settings' file; none without one. Raises ConfigError with the first mistake."""
    lines, mistakes = _read(settings)
    if mistakes:
        more = (
            f"（另有 {len(mistakes) - 1} 处，运行 fenghuo report schedule 查看全部）" if mistakes[1:] else ""
        )
        raise ConfigError(f"报告计划有误：{mistakes[0]}{more}")
    return lines


def check_schedule(settings: Settings) -> list[Mistake]:
    """Every mistake in the file. Raises ConfigError for mistakes in the roster or the recipients' file."""
    return _read(settings)[1]


def _read(settings: Settings) -> tuple[tuple[Line, ...], list[Mistake]]:
    mistakes: list[Mistake] = []
    if settings.reports is None:
        return (), mistakes
    rows = list(read_rows(settings.reports, COLUMNS, mistakes, OPTIONAL_COLUMNS))
    roster = load_roster(settings.roster)
    known = {recipient.recipient_id: recipient for recipient in load_recipients(settings)}
    lines = tuple(_line(row, known, roster) for row in rows)
    for row, earlier in repeated(rows, lambda row: (row.raw("report_id"),)):
        row.note("report_id", f"编号“{row.raw('report_id')}”与第 {earlier.line} 行重复，请改正其中一行。")
    return lines, mistakes


def _line(row: Row, known: dict[str, Recipient], roster: Roster) -> Line:
    line = Line(
        report_id=row.identifier("report_id", _ID),
        kind=cast(Kind, row.choice("report", KINDS)),
        region_code=row.identifier("region_code", _REGION) if row.raw("region_code") else "",
        department=row.raw("department"),
        unit=row.raw("unit"),
        recipients=_recipients(row, known),
        staff=row.identifier("staff", _LOGIN) if row.raw("staff") else "",
    )
    if _is_scope(row, line, roster):
        for recipient in line.recipients:
            _check_reader(row, line, recipient, roster)
    return line


def _recipients(row: Row, known: dict[str, Recipient]) -> tuple[Recipient, ...]:
    names = [name for name in _MARKS.split(row.text("recipients")) if name]
    for name in names:
        if name not in known:
            row.note("recipients", f"收件人“{name}”不在收件人表里，请改正或在那张表补上一行。")
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)


def _is_scope(row: Row, line: Line, roster: Roster) -> bool:
    """Whether there is such a region, department and unit; what there is not is noted."""
    places = not line.region_code or line.region_code in roster.regions
    departments = not line.department or line.department in roster.departments
    units = not line.unit or line.unit in {account.unit for account in roster.accounts}
    if not places:
        row.note("region_code", f"区划代码“{line.region_code}”不在 regions.csv 中，请改正或补上该区划。")
    if not departments:
        row.note("department", f"部门代码“{line.department}”不在 departments.csv 中，请改正或补上该部门。")
    if not units:
        row.note("unit", f"没有主办单位叫“{line.unit}”，请照 accounts.csv 填写。")
    return places and departments and units


def _check_reader(row: Row, line: Line, recipient: Recipient, roster: Roster) -> None:
    """A report stays within what its reader answers for. What `staff` adds is known when it is made."""
    regions = () if line.staff and not line.region_code else (line.region_code,)
    departments = () if line.staff and not line.department else (line.department,)
    if not answers_for(recipient, regions, departments, line.unit, roster):
        row.note("recipients", too_wide(recipient))


def _lies_in(code: str, region: str, roster: Roster) -> bool:
    """Whether a region is another or lies below it; "" is the whole province."""
    whole = region in roster.regions and roster.regions[region].level == "province"
    at: str | None = code
    while at and at in roster.regions:
        if at == region:
            return True
        at = roster.regions[at].parent_code
    return whole and not code
