"""The recipients: who hears of alerts, for which region or department, by which channel, and when not.

A CSV file that a media centre edits in a spreadsheet, one row a destination (`docs/alerts.md` describes its
columns). Addresses that let whoever knows them write to a group are secrets: the file names an environment
variable (`env:NAME`) or a file (`file:PATH`, relative to the CSV) that holds them. `check_recipients` names
every mistake in Chinese; `load_recipients` gives recipients without mistakes or none at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Final, Literal, cast, get_args

from pydantic import SecretStr

from hub.clock import BEIJING
from hub.errors import ConfigError
from hub.roster import Roster, load_roster
from hub.roster_file import Form, Mistake, Row, read_rows, repeated
from hub.settings import PREFIX, Settings

Role = Literal["owner", "city", "province", "office", "operator", "all"]
Channel = Literal["wecom", "dingtalk", "feishu", "mail", "webhook", "console"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
COLUMNS: Final = (
    "recipient_id",
    "name",
    "roles",
    "region_code",
    "department",
    "unit",
    "channel",
    "address",
    "signing",
    "quiet",
)
CHANNEL_NAMES: Final[Mapping[Channel, str]] = {
    "wecom": "企业微信机器人",
    "dingtalk": "钉钉机器人",
    "feishu": "飞书机器人",
    "mail": "邮件",
    "webhook": "webhook",
    "console": "控制台",
}

_ID: Final = Form(re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "字母、数字和 . _ - 组成的编号")
_REGION: Final = Form(re.compile(r"[0-9]{6}"), "六位数字的区划代码", width=6)
_ROLE_MARKS: Final = re.compile(r"[\s、，,;；+/]+")
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUIET: Final = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)\s*[-–—~至]\s*([01]?\d|2[0-3])[:：]([0-5]\d)")
_LOCAL: Final = frozenset({"owner", "city"})
"""Roles that mean nothing without a region."""
_SIGNING: Final = frozenset({"dingtalk", "webhook"})


@dataclass(frozen=True)
class QuietHours:
    """A stretch of every Beijing day in which a recipient is not written to; it may run over midnight."""

    begin: time
    end: time

    def hold(self, now: datetime) -> bool:
        """Whether it is quiet at an instant."""
        clock = now.astimezone(BEIJING).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end


@dataclass(frozen=True)
class Recipient:
    """One destination. `address` and `signing` are read and never shown; `department` "" is none."""

    recipient_id: str
    name: str
    roles: frozenset[Role]
    channel: Channel
    region_code: str = ""
    department: str = ""
    unit: str = ""
    address: SecretStr = field(default_factory=lambda: SecretStr(""))
    signing: SecretStr | None = None
    quiet: QuietHours | None = None

    def resting(self, now: datetime) -> bool:
        """Whether the recipient has quiet hours at an instant."""
        return self.quiet is not None and self.quiet.hold(now)


def load_recipients(settings: Settings) -> tuple[Recipient, ...]:
    """The recipients of the settings: those of the file, and the webhook's; without a file, also the console.

    Raises ConfigError with the first mistake and the number of the others.
    """
    recipients, mistakes = _read(settings)
    if mistakes:
        more = (
            f"（另有 {len(mistakes) - 1} 处，运行 fenghuo alerts recipients 查看全部）"
            if mistakes[1:]
            else ""
        )
        raise ConfigError(f"收件人表有误：{mistakes[0]}{more}")
    return recipients


def check_recipients(settings: Settings) -> list[Mistake]:
    """Every mistake in the file of recipients; empty where it can be used, or where there is none."""
    return _read(settings)[1]


def _read(settings: Settings) -> tuple[tuple[Recipient, ...], list[Mistake]]:
    mistakes: list[Mistake] = []
    if settings.recipients is None:
        return (_console(), *_given_webhook(settings)), mistakes
    rows = list(read_rows(settings.recipients, COLUMNS, mistakes))
    roster = load_roster(settings.roster)
    recipients = [_recipient(row, settings.recipients.parent) for row in rows]
    for row in rows:
        _check_place(row, roster)
    for row, earlier in repeated(rows, lambda row: (row.raw("recipient_id"),)):
        row.note(
            "recipient_id", f"编号“{row.raw('recipient_id')}”与第 {earlier.line} 行重复，请改正其中一行。"
        )
    if not mistakes and not any({"province", "all"} & recipient.roles for recipient in recipients):
        sentence = "没有角色为 province 或 all 的收件人：无人认领的预警就没有人收到，请补上一行。"
        mistakes.append(Mistake(settings.recipients.name, 0, "roles", sentence))
    return (*recipients, *_given_webhook(settings)), mistakes


def _console() -> Recipient:
    return Recipient("console", "控制台", frozenset({"all"}), "console")


def _given_webhook(settings: Settings) -> list[Recipient]:
    """The one webhook that the settings themselves can name."""
    if settings.webhook is None:
        return []
    everything: frozenset[Role] = frozenset({"all"})
    return [
        Recipient(
            "webhook",
            "FENGHUO_WEBHOOK",
            everything,
            "webhook",
            address=settings.webhook,
            signing=settings.webhook_key,
        )
    ]


def _recipient(row: Row, folder: Path) -> Recipient:
    channel = cast(Channel, row.choice("channel", CHANNELS))
    return Recipient(
        recipient_id=_own_id(row),
        name=row.text("name"),
        roles=_roles(row),
        channel=channel,
        region_code=row.identifier("region_code", _REGION) if row.raw("region_code") else "",
        department=row.raw("department"),
        unit=row.raw("unit"),
        address=_address(row, channel, folder),
        signing=_signing(row, channel, folder),
        quiet=_quiet(row),
    )


def _own_id(row: Row) -> str:
    value = row.identifier("recipient_id", _ID)
    if value in ("webhook", "console"):
        row.note("recipient_id", f"“{value}”由系统自己使用，请换一个编号。")
    return value


def _roles(row: Row) -> frozenset[Role]:
    words = [word for word in _ROLE_MARKS.split(row.text("roles")) if word]
    for word in words:
        if word not in ROLES:
            row.note("roles", f"“{word}”不是角色，请改为 {'、'.join(ROLES)}，可填几个，用顿号隔开。")
    return frozenset(cast(Role, word) for word in words if word in ROLES)


def _address(row: Row, channel: Channel, folder: Path) -> SecretStr:
    raw = row.raw("address")
    if channel not in CHANNELS:
        return SecretStr("")
    if channel == "console":
        if raw:
            row.note("address", "渠道为 console 时不填地址，请清空这一格。")
        return SecretStr("")
    if channel == "mail":
        if not _MAIL.fullmatch(raw):
            row.note("address", f"“{raw}”不是邮箱地址，应为 name@example.cn 的样子。")
        return SecretStr(raw)
    return _secret(row, "address", folder) or SecretStr("")


def _signing(row: Row, channel: Channel, folder: Path) -> SecretStr | None:
    if not row.raw("signing"):
        return None
    if channel and channel not in _SIGNING:
        row.note("signing", f"渠道 {channel} 不支持签名，请清空这一格。")
        return None
    return _secret(row, "signing", folder)


def _secret(row: Row, column: str, folder: Path) -> SecretStr | None:
    """The secret a cell names. What stands there is not repeated: it may be the secret itself."""
    kind, _, name = row.text(column).partition(":")
    if kind == "env" and _VARIABLE.fullmatch(name) and not name.startswith(PREFIX):
        return _from_environment(row, column, name)
    if kind == "file" and name:
        return _from_file(row, column, folder / name)
    if row.raw(column):
        row.note(
            column,
            "这里不写密钥本身，只写它在哪里：env:变量名（不以 FENGHUO_ 开头）或 file:文件名；"
            "若已写入真实地址，请到平台上重置机器人。",
        )
    return None


def _from_environment(row: Row, column: str, name: str) -> SecretStr | None:
    value = os.environ.get(name, "").strip()
    if not value:
        row.note(column, f"环境变量 {name} 没有设置，请设为该渠道的地址或密钥。")
    return SecretStr(value) if value else None


def _from_file(row: Row, column: str, path: Path) -> SecretStr | None:
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        row.note(column, f"文件 {path} 读不出来，请检查文件名和权限。")
        return None
    if not value:
        row.note(column, f"文件 {path} 是空的，请写入该渠道的地址或密钥。")
    return SecretStr(value) if value else None


def _quiet(row: Row) -> QuietHours | None:
    raw = row.raw("quiet")
    if not raw:
        return None
    found = _QUIET.fullmatch(raw)
    if found is None:
        row.note("quiet", f"“{raw}”不是时段，应为 22:00-07:00 的样子（北京时间）；不需要就留空。")
        return None
    hours = [int(part) for part in found.groups()]
    return QuietHours(time(hours[0], hours[1]), time(hours[2], hours[3]))


def _check_place(row: Row, roster: Roster) -> None:
    code, department = row.raw("region_code"), row.raw("department")
    levels = {code: region.level for code, region in roster.regions.items()}
    local = _LOCAL & set(_ROLE_MARKS.split(row.raw("roles")))
    if local and not code:
        row.note("region_code", f"角色 {'、'.join(sorted(local))} 必须填区划代码，否则不知道管哪里。")
    if code and _REGION.pattern.fullmatch(code):
        _check_region(row, code, levels, local)
    if department and department not in roster.departments:
        row.note("department", f"部门代码“{department}”不在 departments.csv 中，请改正或补上该部门。")


def _check_region(row: Row, code: str, levels: Mapping[str, str], local: Collection[str]) -> None:
    if code not in levels:
        row.note("region_code", f"区划代码“{code}”不在 regions.csv 中，请改正或补上该区划。")
    elif "city" in local and levels[code] != "city":
        row.note("region_code", f"角色 city 要填市的区划代码，“{code}”不是市。")
