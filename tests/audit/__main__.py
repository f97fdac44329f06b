"""`python -m tests.audit`: dependencies against known advisories, tracked files against kinds of secrets.

Leaves with 1 where there is a finding. `--refresh` asks OSV (https://osv.dev) for what is new about the
pinned versions and adds it to advisories.toml; everything else works without a network.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from tests.audit.advisories import LIST, affected, is_covered, pinned, read_advisories
from tests.audit.osv import OSV, refresh
from tests.audit.secret_scan import scan

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements.txt"
OLD_DAYS = 180


def main() -> int:
    """Look, and print one line a finding."""
    parser = argparse.ArgumentParser(prog="tests.audit")
    parser.add_argument("--refresh", action="store_true", help="ask OSV for new advisories first")
    parser.add_argument("--osv", default=OSV, help="where OSV answers")
    given = parser.parse_args()
    pins = pinned(REQUIREMENTS.read_text(encoding="utf-8"))
    if given.refresh:
        print(refresh(given.osv, pins, LIST, datetime.now(UTC).date()))  # noqa: T201
    findings = [*_dependencies(pins), *(str(found) for found in scan(ROOT, _tracked()))]
    for finding in findings:
        print(finding)  # noqa: T201
    return int(bool(findings))


def _dependencies(pins: dict[str, str]) -> list[str]:
    known_until, advisories = read_advisories(LIST)
    covered = sum(is_covered(name, advisories) for name in pins)
    age = (datetime.now(UTC).date() - known_until).days
    print(_verdict(len(pins), covered, len(advisories), known_until, age))  # noqa: T201
    return [str(one) for one in affected(pins, advisories)]


def _verdict(pins: int, covered: int, advisories: int, known_until: date, age: int) -> str:
    old = "; refresh it: python -m tests.audit --refresh" if age > OLD_DAYS else ""
    return (
        f"{pins} pinned packages against {advisories} advisories about {covered} of them,"
        f" known until {known_until}{old}"
    )


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        print("no git checkout: which files are tracked is unknown, and none is scanned")  # noqa: T201
    return [Path(name) for name in listed.stdout.decode().split("\0") if name]


if __name__ == "__main__":
    sys.exit(main())
