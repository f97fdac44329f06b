"""Pinned versions against a list of known advisories, `advisories.toml`, without any network.

It finds what the list names and nothing else: a package that is not on it was not looked at, and what became
known after its date is unknown here. `python -m tests.audit --refresh` asks OSV where that can be reached.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

LIST: Final = Path(__file__).with_name("advisories.toml")
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)
_FREE: Final = re.compile(r"^(?!#|\s|-)(?!.*==).+$", re.MULTILINE)


@dataclass(frozen=True)
class Advisory:
    """One known hole: `affected` are the ranges of versions that have it. `accepted` says why it may stay."""

    package: str
    id: str
    affected: tuple[str, ...]
    about: str
    accepted: str = ""

    def holds_for(self, version: str) -> bool:
        """Whether a version has the hole."""
        return any(SpecifierSet(one).contains(version, prereleases=True) for one in self.affected)


@dataclass(frozen=True)
class Affected:
    """A pinned package with a known hole."""

    advisory: Advisory
    version: str

    def __str__(self) -> str:
        known = self.advisory
        return (
            f"requirements.txt: {known.package}=={self.version} has {known.id} ({known.about}); "
            f"affected are {' or '.join(known.affected)}: raise it, or say in advisories.toml why it stays."
        )


def read_advisories(path: Path) -> tuple[date, list[Advisory]]:
    """Until when the list knows, and its advisories. Raises ValueError for an entry that says too little."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return told["known_until"], [_advisory(entry) for entry in told["advisory"]]


def pinned(requirements: str) -> dict[str, str]:
    """The version of each package of a compiled requirements file. Raises ValueError for one without."""
    free = _FREE.search(requirements)
    if free:
        raise ValueError(f"{free.group()!r} in requirements.txt is not pinned with ==.")
    return {canonicalize_name(name): version for name, version in _PIN.findall(requirements)}


def affected(pins: Mapping[str, str], advisories: Iterable[Advisory]) -> list[Affected]:
    """The pinned packages that have a hole nobody has accepted."""
    return [
        Affected(one, pins[one.package])
        for one in advisories
        if one.package in pins and not one.accepted and one.holds_for(pins[one.package])
    ]


def is_covered(package: str, advisories: Iterable[Advisory]) -> bool:
    """Whether the list says anything about a package."""
    return any(one.package == package for one in advisories)


def _advisory(entry: Mapping[str, object]) -> Advisory:
    ranges = entry.get("affected")
    if not isinstance(ranges, list) or not ranges:
        raise ValueError(f"The advisory {entry.get('id')} names no affected versions.")
    for one in ranges:
        SpecifierSet(str(one))  # InvalidSpecifier is a ValueError
    return Advisory(
        canonicalize_name(str(entry["package"])),
        str(entry["id"]),
        tuple(str(one) for one in ranges),
        str(entry["about"]),
        str(entry.get("accepted", "")),
    )
