"""What Superset exports, brought into the form of our files: `fenghuo dashboards export`.

Superset's export holds what only this installation knows (numbers of rows in its own database, the address
of the warehouse) and says every default aloud. Both go, and what stays keeps the order of the file it came
from: so an asset nobody changed in Superset comes back byte for byte, and a change is a difference of the
lines that changed.
"""

from __future__ import annotations

from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any, Final

from dashboards.asset_files import as_text, comment_of, parsed
from dashboards.links import PHONE

Asset = dict[str, Any]

_SILENT: Final[dict[str, tuple[Any, ...]]] = {
    # Keys by kind of asset, left out of our files while they say one of these.
    "charts": (None, [], {}),
    "dashboards": (None,),
    "databases": (None, False, "sqlalchemy_form"),
    "datasets": (None, False, 0, {}),
}
_OF_PARAMS: Final = ("datasource", "slice_id", "dashboards", "dashboardId", "annotation_layers")
_OF_INSTALLATION: Final = ("sqlalchemy_uri", "allow_file_upload", "allow_run_async")
"""Where the warehouse is, and whether there is a worker, belong to the installation, not to the asset."""
_OF_METADATA: Final = ("color_scheme_domain", "map_label_colors")
_COLUMN_DEFAULTS: Final[Asset] = {"is_active": True, "groupby": True, "filterable": True, "is_dttm": False}


def as_files(exported: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """The files of the exported assets, by path; `known` are the files the assets once came from.

    Versions for phones are left out, since `apply` derives them. An unknown asset gets the name that
    Superset gave it.
    """
    assets = {path: parsed(text) for path, text in exported.items()}
    originals = {path: parsed(text) for path, text in known.items()}
    paths = {asset["uuid"]: path for path, asset in originals.items() if "uuid" in asset}
    chart_ids = _chart_ids(originals)
    files = {"metadata.yaml": known["metadata.yaml"]}
    for given, asset in assets.items():
        if "uuid" not in asset or str(asset.get("slug", "")).endswith(PHONE):
            continue
        path = paths.get(asset["uuid"], given)
        files[path] = _as_file(path, asset, originals.get(path, {}), chart_ids, known.get(path, ""))
    return dict(sorted(files.items()))


def _as_file(path: str, asset: Asset, original: Asset, chart_ids: dict[str, int], text: str) -> str:
    kind = PurePosixPath(path).parts[0]
    clean = _clean(kind, asset, original, chart_ids)
    kept = {key: value for key, value in clean.items() if key in original or value not in _SILENT[kind]}
    return as_text(_in_order_of(original, kept), comment_of(text))


def _clean(kind: str, asset: Asset, original: Asset, chart_ids: dict[str, int]) -> Asset:
    """The asset without what only this installation knows."""
    if kind == "charts":
        return _chart(asset)
    if kind == "dashboards":
        return _dashboard(asset, chart_ids)
    return _database(asset, original) if kind == "databases" else _dataset(asset, original)


def _chart(asset: Asset) -> Asset:
    params = {key: value for key, value in asset["params"].items() if key not in _OF_PARAMS}
    return {key: value for key, value in asset.items() if key != "query_context"} | {"params": params}


def _database(asset: Asset, original: Asset) -> Asset:
    asset = {key: value for key, value in asset.items() if key != "allow_csv_upload"}
    return asset | {key: original[key] for key in _OF_INSTALLATION if key in original}


def _dataset(asset: Asset, original: Asset) -> Asset:
    return asset | {
        "schema": original.get("schema", asset["schema"]),
        "columns": _parts(asset["columns"], original.get("columns", []), "column_name"),
        "metrics": _parts(asset["metrics"], original.get("metrics", []), "metric_name"),
    }


def _parts(given: list[Asset], original: list[Asset], name: str) -> list[Asset]:
    """Columns or metrics without what is said by default, in the order of the file, new ones last."""
    before = {part[name]: part for part in original}
    place = {key: number for number, key in enumerate(before)}
    ordered = sorted(given, key=lambda part: (place.get(part[name], len(place)), part[name]))
    return [_part(part, before.get(part[name], {})) for part in ordered]


def _part(given: Asset, original: Asset) -> Asset:
    kept = {
        key: value
        for key, value in given.items()
        if key in original or (value is not None and value != _COLUMN_DEFAULTS.get(key))
    }
    return _in_order_of(original, kept)


def _dashboard(asset: Asset, chart_ids: dict[str, int]) -> Asset:
    here: dict[int, int] = {}
    for part in asset["position"].values():
        if isinstance(part, dict) and part["type"] == "CHART":
            meta = part["meta"]
            known = chart_ids.get(meta["uuid"], meta["chartId"])
            here[meta["chartId"]], meta["chartId"] = known, known
    metadata = {key: value for key, value in asset["metadata"].items() if key not in _OF_METADATA}
    for one in metadata.get("native_filter_configuration", []):
        scope = one.get("scope", {})
        scope["excluded"] = [here.get(number, number) for number in scope.get("excluded", [])]
    return asset | {"metadata": metadata}


def _chart_ids(assets: dict[str, Asset]) -> dict[str, int]:
    return {
        part["meta"]["uuid"]: part["meta"]["chartId"]
        for path, asset in assets.items()
        if path.startswith("dashboards/")
        for part in asset["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    }


def _in_order_of(original: Asset, given: Asset) -> Asset:
    """The given mapping with its keys, and those of what it holds, as in the original, new ones last."""
    keys = [key for key in original if key in given] + [key for key in given if key not in original]
    return {key: _ordered(original.get(key), given[key]) for key in keys}


def _ordered(original: Any, given: Any) -> Any:
    if isinstance(given, dict):
        return _in_order_of(original if isinstance(original, dict) else {}, given)
    if isinstance(given, list):
        before = original if isinstance(original, list) else []
        return [_ordered(*pair) for pair in zip_longest(before[: len(given)], given)]
    return given
