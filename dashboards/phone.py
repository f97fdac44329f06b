"""The versions for phones: each dashboard once more in one column, derived when the assets are applied.

Superset lays charts out in twelve columns at any width, so on a phone a chart of three columns is as wide
as a thumb. The charts are the same, and so are the filters; only the places differ: pairs of big numbers,
everything else by itself.
"""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from dashboards.links import PHONE

_ALONE: Final = 12
_PAIR: Final = 6
_SMALL: Final = 3
"""A chart at most this wide is a big number if it is also low, and two of them share a row."""
_LOW: Final = 24
_TEXT_GROWTH: Final = 2
"""How much higher a text of several lines is when they are a third as long."""
_HEADING_HEIGHT: Final = 8
"""Of a heading by itself, which takes two lines at most."""
_LEAST_ALONE: Final = 56
"""How high a chart by itself is at least: a table's search and pages take a third of it on a phone."""


def phone_version(dashboard: dict[str, Any]) -> dict[str, Any]:
    """The same dashboard in one column, under its own slug and uuid."""
    slug = dashboard["slug"] + PHONE
    return dashboard | {
        "slug": slug,
        "dashboard_title": f"{dashboard['dashboard_title']}（手机）",
        "uuid": str(uuid5(NAMESPACE_URL, f"fenghuo:dashboards/{slug}")),
        "position": _one_column(dashboard["position"]),
    }


def _one_column(position: dict[str, Any]) -> dict[str, Any]:
    rows = [position[row]["children"] for row in position["GRID_ID"]["children"]]
    parts = [position[child] for row in rows for child in row]
    column = {key: value for key, value in position.items() if key.endswith(("_ID", "_KEY"))}
    names = []
    for group in _groups(parts):
        row = f"ROW-{group[0]['id']}"
        names.append(row)
        column[row] = _row(row, group)
        column |= {part["id"]: _placed(part, row, len(group)) for part in group}
    return column | {"GRID_ID": position["GRID_ID"] | {"children": names}}


def _groups(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    groups: list[list[dict[str, Any]]] = []
    for part in parts:
        last = groups[-1] if groups else []
        if len(last) == 1 and _is_number(last[0]) and _is_number(part):
            last.append(part)
        else:
            groups.append([part])
    return groups


def _is_number(part: dict[str, Any]) -> bool:
    meta = part["meta"]
    return bool(part["type"] == "CHART" and meta["width"] <= _SMALL and meta["height"] <= _LOW)


def _row(name: str, group: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "ROW",
        "id": name,
        "parents": ["ROOT_ID", "GRID_ID"],
        "children": [part["id"] for part in group],
        "meta": {"background": "BACKGROUND_TRANSPARENT"},
    }


def _placed(part: dict[str, Any], row: str, beside: int) -> dict[str, Any]:
    meta = part["meta"] | {"width": _PAIR if beside == 2 else _ALONE}
    if part["type"] == "CHART" and not _is_number(part):
        meta |= {"height": max(meta["height"], _LEAST_ALONE)}
    if part["type"] == "MARKDOWN":
        code = re.sub(r"\(/go/([a-z_]+)\)", r"(/go/\1?view=phone)", meta["code"])
        height = meta["height"] * _TEXT_GROWTH if "\n" in code else _HEADING_HEIGHT
        meta |= {"height": height, "code": code}
    return part | {"parents": ["ROOT_ID", "GRID_ID", row], "meta": meta}
