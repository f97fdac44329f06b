"""The dashboards' assets as tests read them."""

from __future__ import annotations

import yaml

from dashboards.asset_files import read_assets


def charts_of(slug: str) -> list[str]:
    """The names of the charts that stand on a dashboard."""
    dashboard = yaml.safe_load(read_assets()[f"dashboards/{slug}.yaml"])
    parts = [part for part in dashboard["position"].values() if isinstance(part, dict)]
    return [part["meta"]["sliceName"] for part in parts if part["type"] == "CHART"]
