"""Files that people hand over: roster, staff, thresholds, credentials, rules of web sites."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from alerts.thresholds import check_thresholds
from crawlers.credentials import load_credentials
from crawlers.pages.site_file import read_site_file
from hub.roster import check_roster
from hub.settings import EXAMPLE_ROSTER
from warehouse.staff_file import read_staff_file

STAFF: Final = (
    b"login,name,role,region_ids,department_ids,valid_from,valid_until\n"
    b"zhangsan,\xe5\xbc\xa0\xe4\xb8\x89,county,130102,,2026-01-01,\n"
)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fenghuo-fuzz-"))
    for file in EXAMPLE_ROSTER.glob("*.csv"):
        lines = file.read_bytes().splitlines(keepends=True)
        (folder / file.name).write_bytes(b"".join(lines[:40]))
    return folder


def _kept(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def accounts(data: bytes) -> None:
    """The roster with that list of accounts."""
    _kept("accounts.csv", data)
    check_roster(_folder())


def accounts_seed() -> bytes:
    return b"".join((EXAMPLE_ROSTER / "accounts.csv").read_bytes().splitlines(keepends=True)[:6])


def staff(data: bytes) -> None:
    read_staff_file(_kept("staff.csv", data), date(2026, 1, 1))


def thresholds(data: bytes) -> None:
    check_thresholds(_kept("thresholds.csv", data))


def site(data: bytes) -> None:
    read_site_file(_kept("site.yaml", data))


def site_seed() -> bytes:
    [example] = (EXAMPLE_ROSTER / "sites").glob("*.yaml")
    return example.read_bytes()


def credentials(data: bytes) -> None:
    load_credentials(_kept("credentials.json", data))
