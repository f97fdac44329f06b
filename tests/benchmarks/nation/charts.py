"""What the dashboards' charts ask, as Superset would write it, with two or three sets of filters.

Each chart's question is made of its YAML and its dataset's: dimensions, metrics, filters, order and limit
around the dataset's SQL. What Superset counts afterwards in the browser or in pandas is not part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from dashboards.asset_files import parsed, read_assets
from tests.benchmarks.nation.asking import Question

CITY: Final = "c0040"
_TODAY: Final = "toDate(now64(3), 'Asia/Shanghai')"
_GRAINS: Final = {
    "P1D": "toDate({})",
    "P1W": "toMonday(toDate({}))",
    "P1M": "toStartOfMonth(toDate({}))",
}
_DIMENSIONS: Final = ("groupby", "columns", "all_columns", "tooltip_columns")
_DIMENSION: Final = ("start_time", "end_time", "y_axis", "series", "source", "target")


def chart_questions(release: str) -> Iterator[Question]:
    """Each chart's of the last 30 days of one city, of twelve months of all, and of the release with this
    label, if it can be so filtered."""
    assets = {PurePosixPath(path): parsed(text) for path, text in read_assets().items()}
    datasets = {asset["uuid"]: asset for path, asset in assets.items() if path.parts[0] == "datasets"}
    for path, chart in assets.items():
        if path.parts[0] != "charts":
            continue
        dataset = datasets[chart["dataset_uuid"]]
        for words, filters in _filters(dataset, release):
            yield Question(f"chart {path.stem}", words, _sql(chart["params"], dataset, filters))


def _filters(dataset: Mapping[str, Any], release: str) -> Iterator[tuple[str, list[str]]]:
    """How a dashboard narrows a dataset: in words, and as conditions."""
    columns = {column["column_name"] for column in dataset["columns"]}
    time = dataset.get("main_dttm_col")
    since = {days: [f"{time} >= {_TODAY} - {days}"] if time else [] for days in (30, 365)}
    city = [f"city_name = '{CITY}'"] if "city_name" in columns else []
    narrow, wide = since[30] + city, since[365]
    if narrow != wide:
        yield " ".join(["30 days" if time else "", "a city" if city else ""]).strip(), narrow
    yield ("12 months, all" if time else "all"), wide
    if "release_label" in columns:
        yield "one release", [f"release_label IN {_literal([release])}"]


def _sql(params: Mapping[str, Any], dataset: Mapping[str, Any], filters: list[str]) -> str:
    dimensions, metrics = _dimensions(params), _metrics(params, dataset)
    where = filters + [_condition(one) for one in params["adhoc_filters"] if _narrows(one)]
    source = f"(\n{dataset['sql']}\n)" if dataset.get("sql") else str(dataset["table_name"])
    clauses = [
        f"SELECT {', '.join(dimensions + metrics)}",
        f"FROM {source} AS virtual_table",
        f"WHERE {' AND '.join(f'({one})' for one in where)}" if where else "",
        f"GROUP BY {', '.join(str(n + 1) for n in range(len(dimensions)))}" if dimensions and metrics else "",
        _order(params, metrics),
        f"LIMIT {params.get('row_limit', 1000)}",
    ]
    return "\n".join(clause for clause in clauses if clause)


def _dimensions(params: Mapping[str, Any]) -> list[str]:
    axis = [_grained(params["x_axis"], params.get("time_grain_sqla"))] if "x_axis" in params else []
    several = [name for key in _DIMENSIONS for name in _listed(params.get(key))]
    one = [params[key] for key in _DIMENSION if params.get(key)]
    return list(dict.fromkeys(axis + several + one))


def _grained(column: str, grain: str | None) -> str:
    return _GRAINS[grain].format(column) if grain else column


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _metrics(params: Mapping[str, Any], dataset: Mapping[str, Any]) -> list[str]:
    known = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    names = _listed(params.get("metrics")) + _listed(params.get("metric"))
    return [f"{known[name]} AS metric_{name}" for name in names]


def _narrows(one: Mapping[str, Any]) -> bool:
    return one.get("comparator") != "No filter"


def _condition(one: Mapping[str, Any]) -> str:
    if one["expressionType"] == "SQL":
        return str(one["sqlExpression"])
    return f"{one['subject']} {one['operator']} {_literal(one['comparator'])}"


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))})"
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def _order(params: Mapping[str, Any], metrics: list[str]) -> str:
    columns = [json.loads(one) for one in params.get("order_by_cols", [])]
    if columns:
        return "ORDER BY " + ", ".join(f"{name}{'' if rising else ' DESC'}" for name, rising in columns)
    names = [metric.rpartition(" AS ")[2] for metric in metrics]
    return f"ORDER BY {names[0]} DESC" if names and _dimensions(params) else ""
