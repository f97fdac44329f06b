"""The assets as files: stable ids, one naming scheme, Chinese words, columns that exist."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
import yaml

from dashboards.asset_files import read_assets
from dashboards.phone import phone_version
from dashboards.theme import ACTION, CATEGORICAL
from hub.platforms import LEVEL_NAMES
from warehouse.client import Warehouse

ASSETS: dict[str, Any] = {path: yaml.safe_load(text) for path, text in read_assets().items()}
KINDS = ("databases", "datasets", "charts", "dashboards")
CHINESE = re.compile(r"[一-鿿]")


def of_kind(kind: str) -> dict[str, Any]:
    return {path: asset for path, asset in ASSETS.items() if path.startswith(f"{kind}/")}


@pytest.mark.parametrize("path", [path for kind in KINDS for path in of_kind(kind)])
def test_an_assets_uuid_comes_from_its_kind_and_file_name(path: str) -> None:
    kind, name = PurePosixPath(path).parts[0], PurePosixPath(path).stem
    assert ASSETS[path]["uuid"] == str(uuid5(NAMESPACE_URL, f"fenghuo:{kind}/{name}"))


def test_every_chart_stands_on_a_dashboard_under_its_own_name() -> None:
    shown = {
        part["meta"]["uuid"]: part["meta"]["sliceName"]
        for dashboard in of_kind("dashboards").values()
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    }
    assert shown == {chart["uuid"]: chart["slice_name"] for chart in of_kind("charts").values()}


def test_every_row_of_a_dashboard_fits_its_twelve_columns() -> None:
    for dashboard in of_kind("dashboards").values():
        parts = dashboard["position"]
        for part in parts.values():
            if isinstance(part, dict) and part["type"] == "ROW":
                assert sum(parts[child]["meta"]["width"] for child in part["children"]) == 12, part["id"]


def test_people_read_chinese_everywhere() -> None:
    words = [chart[key] for chart in of_kind("charts").values() for key in ("slice_name", "description")]
    words += [dashboard["dashboard_title"] for dashboard in of_kind("dashboards").values()]
    for dataset in of_kind("datasets").values():
        words += [dataset["description"]]
        words += [part["verbose_name"] for part in (*dataset["columns"], *dataset["metrics"])]
    assert [word for word in words if not CHINESE.search(word)] == []


@pytest.mark.parametrize("path", of_kind("datasets"))
def test_a_datasets_columns_are_those_of_its_view(province: Warehouse, path: str) -> None:
    dataset = ASSETS[path]
    source = dataset.get("sql") or f"SELECT * FROM {dataset['table_name']}"
    described = {row["name"] for row in province.query(f"DESCRIBE TABLE ({source})")}
    named = {column["column_name"] for column in dataset["columns"]}
    # A query of our own may have columns that only help others of it.
    assert named <= described if "sql" in dataset else named == described


@pytest.mark.parametrize("path", of_kind("datasets"))
def test_a_datasets_metrics_can_be_computed(province: Warehouse, path: str) -> None:
    dataset = ASSETS[path]
    source = dataset.get("sql") or f"SELECT * FROM {dataset['table_name']}"
    metrics = ", ".join(
        f"{metric['expression']} AS {metric['metric_name']}_" for metric in dataset["metrics"]
    )
    assert len(province.query(f"SELECT {metrics} FROM ({source})")) == 1


def test_no_asset_holds_a_password() -> None:
    uri = ASSETS["databases/fenghuo.yaml"]["sqlalchemy_uri"]
    assert re.search(r"://[^:@]+:XXXXXXXXXX@", uri)
    assert not any("password" in asset for asset in ASSETS.values())


def test_filters_of_one_meaning_ask_one_column_on_all_dashboards() -> None:
    columns: dict[str, set[str]] = {}
    for dashboard in of_kind("dashboards").values():
        for one in dashboard["metadata"]["native_filter_configuration"]:
            column = one["targets"][0].get("column", {}).get("name", "")
            columns.setdefault(one["id"], set()).add(column)
    assert all(len(asked) == 1 for asked in columns.values()), columns
    assert len(columns) >= 9


def test_a_filter_reaches_exactly_the_charts_whose_datasets_have_its_column() -> None:
    columns = {
        dataset["uuid"]: {column["column_name"] for column in dataset["columns"]}
        for dataset in of_kind("datasets").values()
    }
    datasets = {chart["uuid"]: chart["dataset_uuid"] for chart in of_kind("charts").values()}
    for dashboard in of_kind("dashboards").values():
        charts = {
            part["meta"]["chartId"]: columns[datasets[part["meta"]["uuid"]]]
            for part in dashboard["position"].values()
            if isinstance(part, dict) and part["type"] == "CHART"
        }
        for one in dashboard["metadata"]["native_filter_configuration"]:
            if one["id"] in {"NATIVE_FILTER-time", "NATIVE_FILTER-release", "NATIVE_FILTER-account"}:
                continue
            name = one["targets"][0]["column"]["name"]
            without = {number for number, known in charts.items() if name not in known}
            assert set(one["scope"]["excluded"]) == without, (dashboard["slug"], one["id"])


def test_a_word_has_one_colour_on_all_dashboards_and_red_is_for_what_needs_action() -> None:
    colours = [dashboard["metadata"]["label_colors"] for dashboard in of_kind("dashboards").values()]
    assert all(one == colours[0] for one in colours)
    red = {word for word, colour in colours[0].items() if colour == ACTION}
    assert red == {"未转载", "县级未转", "一次也没有", "静默", "停更", "否决", "空缺", "0 类"}
    assert ACTION not in CATEGORICAL[0]["colors"]
    assert len({colours[0][level] for level in LEVEL_NAMES.values()}) == len(LEVEL_NAMES)


def test_a_version_for_phones_holds_the_same_charts_in_one_column() -> None:
    for dashboard in of_kind("dashboards").values():
        phone = phone_version(dashboard)
        assert phone["uuid"] != dashboard["uuid"]
        assert charts_at(phone) == charts_at(dashboard)
        parts = phone["position"]
        for row in parts["GRID_ID"]["children"]:
            assert sum(parts[child]["meta"]["width"] for child in parts[row]["children"]) == 12
            assert len(parts[row]["children"]) <= 2


def charts_at(dashboard: dict[str, Any]) -> set[str]:
    """The uuids of the charts that can be reached from a dashboard's grid."""
    parts = dashboard["position"]
    rows = [parts[row] for row in parts["GRID_ID"]["children"]]
    shown = [parts[child] for row in rows for child in row["children"]]
    return {part["meta"]["uuid"] for part in shown if part["type"] == "CHART"}
