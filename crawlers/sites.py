"""The rules of a roster's websites: `sites/<account_id>.yaml` beside its three sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from crawlers.pages.site_file import Fault, read_site_file
from crawlers.pages.site_rules import SiteRules
from hub.errors import ConfigError
from hub.roster import Roster

FOLDER: Final = "sites"


def load_sites(roster: Roster) -> Mapping[str, SiteRules]:
    """The rules by account id. Raises ConfigError with the first fault and the number of the others."""
    rules, faults = _read(roster)
    if faults:
        more = f"另有 {len(faults) - 1} 处，" if len(faults) > 1 else ""
        raise ConfigError(f"网站规则有误：{faults[0]}（{more}运行 fenghuo roster check 查看全部。）")
    return rules


def check_sites(roster: Roster) -> list[Fault]:
    """Every fault in the rules of a roster's websites; a file that belongs to none is one."""
    return _read(roster)[1]


def _read(roster: Roster) -> tuple[dict[str, SiteRules], list[Fault]]:
    rules: dict[str, SiteRules] = {}
    faults: list[Fault] = []
    websites = {account.account_id for account in roster.accounts if account.platform == "website"}
    for path in _files(roster.path / FOLDER):
        found, wrong = read_site_file(path)
        if path.stem not in websites:
            wrong = [Fault(path.name, 0, "", "文件名应是 accounts.csv 里一个网站账号的编号，请改名或删去。")]
        rules[path.stem] = found
        faults += wrong
    return rules, faults


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
