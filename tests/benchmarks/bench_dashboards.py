"""How soon each dashboard is complete: `python -m tests.benchmarks.bench_dashboards [--days N | --keep DIR]`.

On the demo province, brought up by `fenghuo up` in a folder of its own, or on a nation's warehouse that
`bench_nation --keep DIR` has filled, in headless Chromium. Cold: Superset's cache of figures is empty. Warm:
the figures are cached and the browser has been there before. The clock runs from asking for the page until
its last chart is drawn, on a screen tall enough for all of them; logging in is done before.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from dashboards.asset_files import slugs
from dashboards.bootstrap import dashboard_url, import_assets, prepare
from hub.clock import SystemClock
from hub.settings import Settings
from tests.answering import answers
from tests.benchmarks.figures import Figures
from tests.benchmarks.nation.kept import kept_nation
from tests.dashboards.browser import logged_in
from tests.dashboards.served import served
from tests.warehouse.embedded import free_port
from warehouse.client import connect
from warehouse.kept import keep_answers

UP_SECONDS = 1800.0
REPEATS = 3


def main(arguments: Sequence[str]) -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(prog="bench_dashboards")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--keep", type=Path, help="directory of a nation's warehouse, filled already")
    options = parser.parse_args(arguments)
    figures = Figures("dashboards")
    with (
        _nation(options.keep) if options.keep else _demo_province(options.days) as settings,
        logged_in(settings.secret("superset_admin_password")) as pages,
    ):
        pages.seconds(dashboard_url(settings, slugs()[0]))
        for slug in slugs():
            url = dashboard_url(settings, slug)
            _forget_figures(settings)
            figures.add(f"{slug}, cold", pages.seconds(url), "s")
            figures.add(f"{slug}, warm", min(pages.seconds(url) for _ in range(REPEATS)), "s")
    figures.finish()


def _forget_figures(settings: Settings) -> None:
    shutil.rmtree(settings.data / "superset" / "cache" / "data", ignore_errors=True)
    (settings.data / "superset" / "cache" / "data").mkdir(parents=True)


@contextmanager
def _demo_province(days: int) -> Iterator[Settings]:
    """A whole hub on ports of its own, with Superset, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fenghuo-dashboards-", ignore_cleanup_errors=True) as folder:
        ports = {name: str(free_port()) for name in ("clickhouse", "superset", "health", "demo")}
        environment = {f"FENGHUO_{name.upper()}_PORT": port for name, port in ports.items()}
        environment["FENGHUO_DATA"] = folder
        environment["FENGHUO_SUPERSET_WARM_SECONDS"] = "0"  # else what is to be cold might not be
        command = [sys.executable, "-m", "cli", "up", "--no-live", "--no-browser", "--days", str(days)]
        hub = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)
        try:
            if not answers(hub, f"http://127.0.0.1:{ports['superset']}/health", UP_SECONDS):
                sys.exit("Superset did not come up; try `fenghuo up` by itself.")
            yield Settings(
                data=Path(folder),
                clickhouse_port=int(ports["clickhouse"]),
                superset_port=int(ports["superset"]),
                _env_file=None,  # type: ignore[call-arg]
            )
        finally:
            hub.terminate()
            hub.wait(timeout=60)


@contextmanager
def _nation(keep: Path) -> Iterator[Settings]:
    """The warehouse that is kept there, its answers as fresh as `watch` has them, and Superset before it."""
    with kept_nation(keep) as kept:
        with closing(connect(kept, patience=60)) as warehouse:
            keep_answers(warehouse, SystemClock().now())
        settings = kept.model_copy(update={"superset_port": free_port(), "superset_warm_seconds": 0})
        prepare(settings)
        import_assets(settings)
        with served(settings, settings.data / "superset.log"):
            yield settings


if __name__ == "__main__":
    main(sys.argv[1:])
