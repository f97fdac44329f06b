"""Which rows stand behind each view: `grounds/routes.yaml` and the queries beside it, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from hub.errors import ConfigError
from warehouse.conditions import Conditions, near

GROUNDS: Final = Path(__file__).parent / "grounds"
_ROUTES: Final = GROUNDS / "routes.yaml"


@dataclass(frozen=True)
class Ground:
    """A query, and which of its rows stand behind a figure: `keys` pairs the view's columns with the query's.

    `words` say in Chinese what its rows are.
    """

    name: str
    words: str
    sql: str
    keys: tuple[tuple[str, str], ...]
    where: str
    when: str

    def rows_behind(self, view: str, conditions: Conditions) -> str:
        """The query for the rows behind those of `view` that meet the conditions; binds their parameters."""
        return f"SELECT * FROM (\n{self.sql}\n) WHERE {self.where} AND {self._of_figure(view, conditions)}"

    def _of_figure(self, view: str, conditions: Conditions) -> str:
        figure = f"FROM {view} WHERE ({conditions.sql}) AND {self.when}"
        if not self.keys:
            return f"(SELECT count() {figure}) > 0"
        ours, theirs = (", ".join(names) for names in zip(*self.keys, strict=True))
        return f"({theirs}) IN (SELECT {ours} {figure})"


@dataclass(frozen=True)
class Route:
    """The grounds of a view, and what a reader does with them (Chinese)."""

    grounds: tuple[Ground, ...]
    recompute: str


def route_of(view: str) -> Route:
    """The route from a view's figures to their posts.

    Raises ConfigError for a name that is no view (with near names), or for one without posts, saying why.
    """
    routes = all_routes()
    if view not in routes:
        raise ConfigError(f"There is no view {view}{near(view, list(routes)) or '.'}")
    route = routes[view]
    if isinstance(route, str):
        raise ConfigError(f"There is no evidence of posts for {view}: {route}")
    return route


@cache
def all_routes() -> Mapping[str, Route | str]:
    """Every view with its route, or with the sentence why it has none."""
    told = yaml.safe_load(_ROUTES.read_text(encoding="utf-8"))
    return {
        view: entry.get("none") or _route(entry, told["grounds"])
        for entry in told["routes"]
        for view in entry["views"]
    }


def _route(entry: Mapping[str, Any], words: Mapping[str, str]) -> Route:
    grounds = tuple(_ground(name, words[name], told) for name, told in entry["grounds"].items())
    return Route(grounds, str(entry["recompute"]))


def _ground(name: str, words: str, told: Mapping[str, Any]) -> Ground:
    keys = told["keys"]
    pairs = keys.items() if isinstance(keys, dict) else ((key, key) for key in keys)
    sql = (GROUNDS / f"{name}.sql").read_text(encoding="utf-8").strip()
    return Ground(name, words, sql, tuple(pairs), told.get("where", "true"), told.get("when", "true"))
