"""The assets as files: stable ids, one naming scheme, Chinese words, columns that exist."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
import yaml

from dashboards.asset_files import read_assets
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
