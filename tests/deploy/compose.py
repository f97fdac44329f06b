"""The compose files as Docker reads them, for tests: anchors, `extends`, and one file put upon another."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[2]
BASE: Final = "docker-compose.yml"
CLUSTER: Final = "docker-compose.cluster.yml"

_REPLACED: Final = ("command", "entrypoint", "test")
"""Lists that one file's replaces another's."""

Service = dict[str, Any]


def one_machine() -> dict[str, Any]:
    """docker-compose.yml."""
    return _read(BASE)


def cluster() -> dict[str, Any]:
    """docker-compose.cluster.yml put upon docker-compose.yml."""
    upon = _read(CLUSTER)
    services = {name: _extended(one) for name, one in upon["services"].items()}
    return _merged(_read(BASE), {**upon, "services": services})


def is_hub(service: Service) -> bool:
    """Whether the service runs a command of ours."""
    return str(service["image"]).startswith("fenghuo:")


@functools.cache
def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return read


def _extended(service: Service) -> Service:
    if "extends" not in service:
        return service
    origin = service["extends"]
    rest = {key: value for key, value in service.items() if key != "extends"}
    extended: Service = _merged(_read(origin["file"])["services"][origin["service"]], rest)
    return extended


def _merged(under: Any, upon: Any) -> Any:
    """Mappings key by key, lists joined (volumes by where they are mounted), anything else replaced."""
    if isinstance(under, list) and isinstance(upon, dict):
        under = dict.fromkeys(under)  # networks, by name or with options
    if isinstance(under, dict) and isinstance(upon, dict):
        keys = [*under, *(key for key in upon if key not in under)]
        return {key: _of(key, under, upon) for key in keys}
    if isinstance(under, list) and isinstance(upon, list):
        targets = {_target(one) for one in upon}
        return [one for one in under if _target(one) not in targets] + upon
    return upon


def _of(key: str, under: dict[str, Any], upon: dict[str, Any]) -> Any:
    if key not in upon:
        return under[key]
    return upon[key] if key in _REPLACED else _merged(under.get(key), upon[key])


def _target(entry: Any) -> str:
    """What an entry of a list is for: the place a volume is mounted at, else itself."""
    return str(entry).removesuffix(":ro").rpartition(":")[2] if isinstance(entry, str) else str(entry)
