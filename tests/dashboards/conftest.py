"""A real Superset before a real embedded warehouse with a small province in it, once for all tests here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from dashboards.bootstrap import bring_staff_in, import_assets, prepare
from hub.settings import Settings
from tests.dashboards.browser import Pages, logged_in
from tests.dashboards.served import served
from tests.dashboards.small_province import ACTIVE, fill, fill_channels, fill_good_piece
from tests.system import missing
from tests.warehouse.embedded import ServerProcess, free_port
from tests.warehouse.rows import now
from tests.warehouse.staff import enter_people
from warehouse.client import Warehouse, connect
from warehouse.migrations import migrate
from warehouse.passwords import fresh_password
from warehouse.staff import Person, keep_staff

NEWCOMER = "xinren"
"""Somebody who has not yet chosen a password of his own."""
MADE_PASSWORD = fresh_password()


@dataclass(frozen=True)
class RunningSuperset:
    """Superset, served, with the settings it was made from and what it was told to the terminal."""

    settings: Settings
    log: Path

    @property
    def password(self) -> str:
        return self.settings.secret("superset_admin_password")


@pytest.fixture(scope="session")
def site_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One machine's settings, in a folder whose name has a space and Chinese characters."""
    data = tmp_path_factory.mktemp("site") / "宣传 中心"
    return Settings(
        data=data,
        clickhouse_port=free_port(),
        superset_port=free_port(),
        superset_warm_seconds=2,
        _env_file=None,  # type: ignore[call-arg]
    )


@pytest.fixture(scope="session")
def province(site_settings: Settings) -> Iterator[Warehouse]:
    """The small province in an embedded warehouse."""
    server = ServerProcess(site_settings)
    server.start()
    try:
        warehouse = connect(site_settings, patience=30)
        migrate(warehouse)
        fill(warehouse)
        fill_good_piece(warehouse)
        fill_channels(warehouse)
        yield warehouse
        warehouse.close()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def prepared(site_settings: Settings, province: Warehouse) -> Settings:
    """Superset's own database made, its assets imported: about half a minute, once.

    It begins where an earlier attempt was cut short, so that all tests here stand on such a one.
    """
    home = site_settings.data / "superset"
    home.mkdir(parents=True, mode=0o700)
    (home / "superset.db").write_bytes(b"remains of a first attempt")
    assert prepare(site_settings)
    import_assets(site_settings)
    return site_settings


@pytest.fixture(scope="session")
def staffed(prepared: Settings, province: Warehouse) -> Settings:
    """The small province's people are entered and brought into Superset."""
    enter_people(province)
    newcomer = Person(NEWCOMER, "新来的", "county", (ACTIVE,), (), date(2020, 1, 1))
    keep_staff(province, [newcomer], {NEWCOMER: MADE_PASSWORD}, "test", now())
    assert bring_staff_in(prepared)
    return prepared


@pytest.fixture(scope="session")
def superset(prepared: Settings) -> Iterator[RunningSuperset]:
    """Superset as `fenghuo up` starts it."""
    log = prepared.data / "superset.log"
    with served(prepared, log):
        yield RunningSuperset(prepared, log)


@pytest.fixture(scope="session")
def chromium() -> None:
    """Chromium and its driver are on the machine; else the test is skipped, and fails in CI."""
    sentence = missing("chromium") or missing("chromedriver")
    if sentence and os.environ.get("CI") == "true":
        pytest.fail(sentence)
    if sentence:
        pytest.skip(sentence)


@pytest.fixture(scope="session")
def pages(chromium: None, superset: RunningSuperset) -> Iterator[Pages]:
    """A browser in which the administrator is logged in, one for all tests here."""
    with logged_in(superset.password) as browser:
        yield browser
