"""Links between dashboards that keep what a person has picked: `/go/<dashboard>`.

A dashboard keeps its filters' state in Superset's cache under a key in its own address, so a plain link to
another dashboard would forget them. This blueprint reads the state behind the page that was left (its
address comes as the referrer), keeps the values of the filters that the next dashboard has too (filters of
one meaning have one id on all dashboards), and leads there. A release or an account may be named
(`?release=…`, `?account=…`); `?view=wall` is the page without Superset's menu for a screen on the wall,
`?view=phone` the one-column version.

It runs inside Superset (superset_config.BLUEPRINTS) and asks through Superset's own commands, so nobody
sees a state or a dashboard by it that is not his to see.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from flask import Blueprint, Response, redirect, request

from dashboards.asset_files import slugs

links: Final = Blueprint("fenghuo_links", __name__)

PREFIX: Final = "NATIVE_FILTER-"
PHONE: Final = "-phone"
"""What the slug of a dashboard's version for phones ends with."""
_DASHBOARD: Final = "/superset/dashboard/"
_DASHBOARDS: Final = frozenset(slugs())
_TIME: Final = "filter_time"
_NAMED: Final = ("release", "account")
_MOBILE: Final = re.compile(r"\bMobile\b")


@links.route("/go/<slug>")
def go(slug: str) -> Response:
    """Lead to a dashboard with the filters of the page that was left, and those that are named."""
    from superset.daos.dashboard import DashboardDAO
    from superset.daos.exceptions import DAOException
    from superset.exceptions import SupersetException

    values = _values_left_behind(request.referrer or "")
    values |= {PREFIX + name: [request.args[name]] for name in _NAMED if request.args.get(name)}
    try:
        target = DashboardDAO.get_by_id_or_slug(slug)
    except (DAOException, SupersetException):
        return _redirect(slug, {})
    return _redirect(slug, applied_filters(_filters_of(target), values))


@links.before_app_request
def lead_phones_to_their_version() -> Response | None:
    """A phone that asks for a dashboard gets the one-column version, unless it says `standalone` itself."""
    slug = request.path.removeprefix(_DASHBOARD).strip("/")
    chosen = request.method != "GET" or "standalone" in request.args
    if slug not in _DASHBOARDS or chosen or not _MOBILE.search(request.user_agent.string):
        return None
    query = {**request.args.to_dict(), "standalone": "2"}
    return _to(f"{_DASHBOARD}{slug}{PHONE}/?{urlencode(query)}")


def applied_filters(filters: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, Any]:
    """The masks, by filter id, that set a dashboard's filters to these values; unknown ids are left out."""
    return {one["id"]: _mask(one, values[one["id"]]) for one in filters if values.get(one["id"])}


def rison(value: Any) -> str:
    """A value as Superset's addresses write it (Rison, https://github.com/Nanonid/rison)."""
    if value is None or isinstance(value, bool):
        return {None: "!n", True: "!t", False: "!f"}[value]
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return f"!({','.join(map(rison, value))})"
    if isinstance(value, dict):
        return f"({','.join(f'{key}:{rison(part)}' for key, part in value.items())})"
    return "'" + str(value).replace("!", "!!").replace("'", "!'") + "'"


def _mask(one: dict[str, Any], value: Any) -> dict[str, Any]:
    if one["filterType"] == _TIME:
        form: dict[str, Any] = {"time_range": value}
    else:
        column = one["targets"][0]["column"]["name"]
        form = {"filters": [{"col": column, "op": "IN", "val": value}]}
    return {"id": one["id"], "extraFormData": form, "filterState": {"value": value}, "ownState": {}}


def _values_left_behind(referrer: str) -> dict[str, Any]:
    """The values of the filters on the page somebody comes from, by filter id; none if it is no dashboard."""
    from superset.commands.dashboard.exceptions import DashboardAccessDeniedError, DashboardNotFoundError
    from superset.commands.dashboard.filter_state.get import GetFilterStateCommand
    from superset.commands.temporary_cache.parameters import CommandParameters
    from superset.daos.dashboard import DashboardDAO

    address = urlsplit(referrer)
    parts = address.path.strip("/").split("/")
    key = parse_qs(address.query).get("native_filters_key", [""])[0]
    if address.netloc != request.host or parts[:2] != ["superset", "dashboard"] or len(parts) < 3 or not key:
        return {}
    try:
        left = DashboardDAO.get_by_id_or_slug(parts[2])
        state = GetFilterStateCommand(CommandParameters(resource_id=left.id, key=key)).run()
    except (DashboardAccessDeniedError, DashboardNotFoundError):
        return {}
    masks = json.loads(state) if state else {}
    return {one: mask.get("filterState", {}).get("value") for one, mask in masks.items() if PREFIX in one}


def _filters_of(dashboard: Any) -> list[dict[str, Any]]:
    filters: list[dict[str, Any]] = json.loads(dashboard.json_metadata or "{}").get(
        "native_filter_configuration", []
    )
    return filters


def _redirect(slug: str, masks: dict[str, Any]) -> Response:
    view = request.args.get("view", "")
    page = slug + PHONE if view == "phone" else slug
    query = {"standalone": "2"} if view in ("wall", "phone") else {}
    if masks:
        query["native_filters"] = rison(masks)
    address = f"{_DASHBOARD}{quote(page)}/"
    return _to(f"{address}?{urlencode(query)}" if query else address)


def _to(address: str) -> Response:
    answer: Response = redirect(address)  # type: ignore[assignment]
    return answer
