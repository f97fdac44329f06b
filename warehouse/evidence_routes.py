"""Which rows stand behind each view: `grounds/routes.yaml` and the queries beside it, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from hub.errors import ConfigError
from warehouse.conditions import Conditions, near

GROUNDS: Final = Path(__file__).parent / "grounds"
MOST_BOUND: Final = 250
"""How many keys, or posts, go beside a query: more do not fit an address."""
_ROUTES: Final = GROUNDS / "routes.yaml"
_SEPARATOR: Final = "\x1f"


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
    when: Mapping[str, Sequence[str]]

    def rows_behind(
        self, view: str, conditions: Conditions, figures: Iterable[Mapping[str, str]]
    ) -> Conditions | None:
        """The query for the rows behind `figures`, with its parameters; None where none of them asks for it.

        `figures` are the rows of `view` that meet the conditions. Where their keys are many they are not
        bound; the engine then looks for them once more.
        """
        keys = {
            _SEPARATOR.join(row[ours] for ours, _ in self.keys)
            for row in figures
            if all(row[name] in values for name, values in self.when.items())
        }
        if not keys:
            return None
        ground = f"SELECT * FROM (\n{self.sql}\n) WHERE {self.where}"
        if not self.keys:
            return Conditions(ground)
        if len(keys) <= MOST_BOUND:
            return Conditions(
                f"{ground} AND {self._joined(1)} IN {{keys:Array(String)}}", {"keys": sorted(keys)}
            )
        figure = f"SELECT {self._joined(0)} FROM {view} WHERE ({conditions.sql}){self._when()}"
        return Conditions(f"{ground} AND {self._joined(1)} IN ({figure})", conditions.parameters)

    def _joined(self, side: int) -> str:
        """The key as one text, of the view (0) or of the ground (1)."""
        names = ", ".join(f"toString({pair[side]})" for pair in self.keys)
        return f"arrayStringConcat([{names}], char({ord(_SEPARATOR)}))"

    def _when(self) -> str:
        told = {name: ", ".join(f"'{value}'" for value in values) for name, values in self.when.items()}
        return "".join(f" AND {name} IN ({values})" for name, values in told.items())


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
    return Ground(name, words, sql, tuple(pairs), told.get("where", "true"), told.get("when", {}))
