"""One exported file, recognised: whose it is, and where its columns stand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers.exports.columns import Header, best_platforms, find_header
from crawlers.exports.sheets import Table, read_tables
from hub.errors import ConfigError
from hub.platforms import PLATFORM_NAMES, Platform
from hub.roster import Account, Roster


@dataclass(frozen=True)
class ExportFile:
    """A file whose account and columns are known. `tables` are its sheets that hold posts."""

    path: Path
    digest: str
    account: Account
    written_at: datetime
    tables: list[tuple[Table, Header]]
    ignored: list[str]
    """Names of sheets without posts, such as a summary."""

    @property
    def made_at(self) -> datetime | None:
        return next((table.made_at for table, _ in self.tables if table.made_at), None)


def open_export(
    path: Path, roster: Roster, account_id: str | None = None, chosen: Mapping[str, str] | None = None
) -> ExportFile:
    """Recognise a file. Without `account_id`, the account is told by the names of the file and its folder.

    Raises ConfigError, one sentence for staff, where the file, its account or its columns cannot be told.
    """
    content, written_at = _bytes(path)
    tables = read_tables(path, content)
    account = _account(path, tables, roster, account_id)
    found = [(table, find_header(table, account.platform, chosen)) for table in tables]
    headed = [(table, header) for table, header in found if header is not None]
    if not headed:
        raise ConfigError(_no_header(path, tables, account))
    ignored = [table.name for table, header in found if header is None and any(map(any, table.rows))]
    digest = hashlib.sha256(content).hexdigest()
    return ExportFile(path, digest, account, written_at, headed, ignored)


def _bytes(path: Path) -> tuple[bytes, datetime]:
    try:
        return path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise ConfigError(f"文件 {path} 打不开（{error.strerror}），请检查路径和权限。") from None


def _account(path: Path, tables: Sequence[Table], roster: Roster, account_id: str | None) -> Account:
    if account_id is not None:
        return roster.account(account_id)
    platforms = {platform for table in tables for platform in best_platforms(table)}
    if not platforms:
        raise ConfigError(_unknown_sheet(path))
    candidates = [
        account for account in roster.accounts if account.platform in platforms and account.status == "active"
    ]
    named = _named(path, candidates)
    chosen = named or candidates
    if len(chosen) == 1:
        return chosen[0]
    raise ConfigError(_which_account(path, platforms, chosen))


def _named(path: Path, accounts: Sequence[Account]) -> list[Account]:
    """The accounts whose id, or else name, stands in the file's or its folder's name; longest words first."""
    words = f"{path.parent.name}/{path.name}".lower()
    by_id = [account for account in accounts if account.account_id.lower() in words]
    if by_id:
        longest = max(len(account.account_id) for account in by_id)
        return [account for account in by_id if len(account.account_id) == longest]
    return [account for account in accounts if account.name.lower() in words]


def _which_account(path: Path, platforms: set[Platform], accounts: Sequence[Account]) -> str:
    names = "或".join(PLATFORM_NAMES[platform] for platform in sorted(platforms))
    if not accounts:
        return f"{path.name} 是{names}的表格，但台账里没有这类在用账号；请先写入台账。"
    some = "、".join(account.account_id for account in accounts[:5])
    return (
        f"{path.name} 是{names}的表格，可能属于 {len(accounts)} 个账号（{some}…）；"
        "请用 --account 指明，或把账号编号写进文件名。"
    )


def _unknown_sheet(path: Path) -> str:
    return (
        f"{path.name} 里没有认得出的表头：要有发布时间、标题（或编号、链接）和至少一列数字；"
        "请确认是创作者后台导出的作品明细，或用 --account 和 --column 指明。"
    )


def _no_header(path: Path, tables: Sequence[Table], account: Account) -> str:
    fitting = {platform for table in tables for platform in best_platforms(table)}
    if fitting and account.platform not in fitting:
        names = "或".join(PLATFORM_NAMES[platform] for platform in sorted(fitting))
        own = PLATFORM_NAMES[account.platform]
        return f"{path.name} 像是{names}的表格，而账号 {account.account_id} 是{own}账号；请检查 --account。"
    return _unknown_sheet(path)
