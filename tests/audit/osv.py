"""Asks OSV (https://google.github.io/osv.dev/api/) what is known of pinned versions, and keeps the news."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import httpx
from packaging.utils import canonicalize_name

from tests.audit.advisories import Advisory, read_advisories

OSV: Final = "https://api.osv.dev"
_LONGEST: Final = 100
_HEAD: Final = "# Known holes of packages we pin; tests/audit/advisories.py says what this is and is not.\n"


def refresh(osv: str, pins: Mapping[str, str], path: Path, today: date) -> str:
    """Add to the list at `path` what OSV knows of the pinned versions; a sentence about it.

    Where OSV does not answer, nothing is changed and the sentence says so.
    """
    known_until, known = read_advisories(path)
    try:
        new = [one for one in _asked(osv, pins) if one.id not in {other.id for other in known}]
    except httpx.HTTPError as error:
        return f"{osv} does not answer ({type(error).__name__}); the list stays as of {known_until}."
    listed = sorted([*known, *new], key=lambda one: (one.package, one.id))
    path.write_text(as_toml(today, listed), encoding="utf-8")
    return f"{len(new)} new advisories; the list is of {today} now."


def as_toml(known_until: date, advisories: list[Advisory]) -> str:
    """The list as a file."""
    lines = [_HEAD, f"known_until = {known_until.isoformat()}\n"]
    for one in advisories:
        ranges = ", ".join(json.dumps(each) for each in one.affected)
        lines += [
            "\n[[advisory]]\n",
            f"package = {json.dumps(one.package)}\n",
            f"id = {json.dumps(one.id)}\n",
        ]
        lines += [f"affected = [{ranges}]\n", f"about = {json.dumps(one.about, ensure_ascii=False)}\n"]
        lines += [f"accepted = {json.dumps(one.accepted, ensure_ascii=False)}\n"] if one.accepted else []
    return "".join(lines)


def _asked(osv: str, pins: Mapping[str, str]) -> Iterator[Advisory]:
    names = list(pins)
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": pins[name]} for name in names]
    with httpx.Client(base_url=osv, timeout=30) as client:
        answer = client.post("/v1/querybatch", json={"queries": queries}).raise_for_status().json()
        for name, result in zip(names, answer["results"], strict=True):
            for found in result.get("vulns", ()):
                told = client.get(f"/v1/vulns/{found['id']}").raise_for_status().json()
                yield _advisory(name, told)


def _advisory(package: str, told: Mapping[str, Any]) -> Advisory:
    cve = next((alias for alias in told.get("aliases", ()) if alias.startswith("CVE-")), told["id"])
    about = " ".join(str(told.get("summary") or told.get("details") or "no summary").split())
    return Advisory(package, cve, tuple(_ranges(package, told)), about[:_LONGEST])


def _ranges(package: str, told: Mapping[str, Any]) -> Iterator[str]:
    for affected in told.get("affected", ()):
        if canonicalize_name(affected["package"]["name"]) != package:
            continue
        for each in affected.get("ranges", ()):
            if each["type"] == "ECOSYSTEM":
                yield from _between(each["events"])


def _between(events: list[dict[str, str]]) -> Iterator[str]:
    """`introduced`, then `fixed` or `last_affected`, again and again; without an end, all later versions."""
    start = ""
    for event in events:
        if "introduced" in event:
            start = event["introduced"]
        elif "fixed" in event or "last_affected" in event:
            end = f"<{event['fixed']}" if "fixed" in event else f"<={event['last_affected']}"
            yield end if start in ("", "0") else f">={start},{end}"
            start = ""
    if start:
        yield f">={start}"
