"""Every service of docker-compose.yml runs as a plain process, and together they are a hub.

What no test here sees is Docker itself: networks, volumes, limits, and the images of others.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg2
import pytest
from redis import Redis

from cli.demo_province import demo_environment, make_province
from hub.settings import EXAMPLE_ROSTER, Settings
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.doors import Visitor
from tests.deploy.compose import ROOT, one_machine
from tests.deploy.servers import Server, postgres, redis
from tests.deploy.site import Places, Site, copy_roster
from tests.kafka_broker import kafka_bootstrap
from tests.running_hub import free_port
from warehouse.client import connect

__all__ = ["kafka_bootstrap"]

pytestmark = [pytest.mark.slow, pytest.mark.kafka]

ACCOUNTS: Final = (
    "hebei-fire-wechat",
    "hebei-media-rss",
    "shijiazhuang-fire-wechat",
    "zhengding-fire-wechat",
    "zhengding-fire-website",
    "xinji-fire-douyin",
)
ANALYST, COUNTY, NEIGHBOUR = "zhengdingfenxi", "130123", "xinji-fire-douyin"
PASSWORD: Final = "correct horse 电池"
STOPPED_BY_US: Final = (0, -signal.SIGTERM)


@contextmanager
def process(arguments: tuple[str, ...], environment: dict[str, str], folder: Path) -> Iterator[None]:
    """A command of ours beside the services."""
    with (folder / f"{arguments[0]}.log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments], env=environment, cwd=folder, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        running.terminate()
        running.wait(60)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server, Server]]:
    """The secrets of deploy/make-secrets.sh, and PostgreSQL and Redis that know theirs."""
    secrets = tmp_path_factory.mktemp("containers") / "secrets"
    subprocess.run(["sh", str(ROOT / "deploy" / "make-secrets.sh"), str(secrets)], timeout=30, check=True)
    services = one_machine()["services"]
    with postgres(services["postgres"], secrets) as database, redis(services["redis"], secrets) as cache:
        yield secrets, database, cache


@pytest.fixture(scope="module")
def places(servers: tuple[Path, Server, Server], kafka_bootstrap: str) -> Places:
    """Where everything is that the services ask."""
    secrets, database, cache = servers
    folder = secrets.parent / "site"
    copy_roster(ACCOUNTS, EXAMPLE_ROSTER, folder / "configuration" / "roster")
    return Places(
        folder,
        secrets,
        kafka=kafka_bootstrap,
        clickhouse_port=free_port(),
        postgres_port=database.port,
        redis_port=cache.port,
        superset_port=free_port(),
        health_port=free_port(),
    )


@pytest.fixture(scope="module")
def demo(places: Places) -> Settings:
    """A demo province of the few accounts, three weeks old."""
    settings = Settings(
        data=places.folder / "demo",
        roster=places.folder / "configuration" / "roster",
        demo_port=free_port(),
        _env_file=None,  # type: ignore[call-arg]
    )
    make_province(settings, days=20, seed=119)
    return settings


@pytest.fixture(scope="module")
def site(places: Places, demo: Settings) -> Iterator[Site]:
    """The services, started as the file orders them, when the demo's accounts are in the warehouse.

    In the end all are told to stop as Docker does it, and must have within the time the file gives them.
    """
    site = Site(places, demo_environment(demo))
    with ExitStack() as beside:
        for command in (("warehouse", "serve"), ("demo", "serve")):
            beside.enter_context(process(command, _beside(site, demo), places.folder))
        try:
            _start(site)
            yield site
        finally:
            codes = site.stop()
        assert codes.keys() == set(site.lasting), site.words(*(set(site.lasting) - codes.keys()))
        assert all(code in STOPPED_BY_US for code in codes.values()), codes
        assert "Traceback" not in site.words(*site.lasting)


def _beside(site: Site, demo: Settings) -> dict[str, str]:
    """The environment of what stands in for ClickHouse's server and for the platforms."""
    return site.environment("superset") | {
        "FENGHUO_DATA": str(demo.data),
        "FENGHUO_DEMO_PORT": str(demo.demo_port),
        "FENGHUO_CLICKHOUSE_PORT": str(site.places.clickhouse_port),
    }


def _start(site: Site) -> None:
    """The jobs one after another, somebody on the staff before the last, then all that lasts."""
    for job in ("migrate", "superset-prepare"):
        done = site.run(job)
        assert done.returncode == 0, done.stderr
    for name in site.lasting:
        if not name.startswith("superset"):
            site.start(name)
    person = ("--role", "analyst", "--name", "正定分析员", "--region", COUNTY, "--password-file", "-")
    added = site.run("superset", "staff", "add", ANALYST, *person, words=f"{PASSWORD}\n")
    assert added.returncode == 0, added.stderr
    applied = site.run("superset-apply")
    assert applied.returncode == 0, applied.stderr
    for name in site.lasting:
        if name.startswith("superset"):
            site.start(name)
    site.wait_until(lambda: _answers(site.places.superset_port, "/health"), "superset")
    site.wait_until(lambda: _all_is_loaded(site), "gatherer", "loader")


def _all_is_loaded(site: Site) -> bool:
    """Every account visited: in part only, before WeChat has made yesterday's figures in the morning."""
    warehouse = connect(site.settings("loader"))
    visited = warehouse.query("SELECT uniqExact(account_id) AS n FROM crawls WHERE outcome != 'failed'")
    warehouse.close()
    return visited[0]["n"] == len(ACCOUNTS) and _lag(site) == 0


def _lag(site: Site) -> float:
    """Records of the stream that are not loaded, as the health page tells Prometheus."""
    if not _answers(site.places.health_port, "/metrics"):
        return -1
    page = httpx.get(f"http://127.0.0.1:{site.places.health_port}/metrics", timeout=30, trust_env=False).text
    return sum(map(float, re.findall(r"^fenghuo_stream_lag_records\{.*\} (.+)$", page, re.MULTILINE)))


def _answers(port: int, path: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=30, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def visitor(site: Site, login: str, password: str) -> Visitor:
    return Visitor(RunningSuperset(site.settings("superset"), site.log("superset")), login, password)


@pytest.fixture(scope="module")
def admin(site: Site) -> Visitor:
    return visitor(site, "admin", site.settings("superset").secret("superset_admin_password"))


def chart(person: Visitor) -> dict[str, Any]:
    """How many posts each account has, by the dataset the dashboards stand on."""
    answer = person.data(person.listed("dataset")["posts"], ["account_id"], metrics=["posts"])
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["result"][0]
    return result


def test_posts_come_from_the_platforms_to_a_chart(site: Site, admin: Visitor) -> None:
    told = {row["account_id"]: row["posts"] for row in chart(admin)["data"]}
    warehouse = connect(site.settings("loader"))
    kept = warehouse.query("SELECT account_id, count() AS posts FROM posts FINAL GROUP BY account_id")
    warehouse.close()
    assert told == {row["account_id"]: row["posts"] for row in kept}
    assert len(told) >= len(ACCOUNTS) - 1  # one may not have posted within the days a platform lists
    assert sum(told.values()) > 20


def test_an_answer_is_kept_in_redis(site: Site, servers: tuple[Path, Server, Server], admin: Visitor) -> None:
    chart(admin)
    assert chart(admin)["is_cached"] is True
    cache = Redis.from_url(site.settings("superset").secret("redis"))
    assert list(cache.scan_iter("fenghuo_data_*"))
    assert not (site.places.folder / "data" / "superset" / "cache").exists()
    assert all(server.healthy() for server in servers[1:])


def test_supersets_own_is_in_postgresql(site: Site) -> None:
    database = site.settings("superset").secret("superset_database")
    assert [login for login, _ in people(database)] == ["admin", ANALYST]
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dashboards")
        assert cursor.fetchone()[0] > 5
    assert not (site.places.folder / "data" / "superset" / "superset.db").exists()


def test_a_statement_runs_in_the_worker_as_the_person_who_asks(site: Site) -> None:
    person = visitor(site, ANALYST, PASSWORD)
    asked = person.sql(
        person.listed("database")["烽火"], "SELECT DISTINCT account_id FROM v_posts", in_background=True
    )
    assert asked.status_code == 202, asked.text
    rows = _when_done(person, asked.json()["query"]["queryId"])
    accounts = {row["account_id"] for row in rows}
    assert "zhengding-fire-website" in accounts
    assert NEIGHBOUR not in accounts


def _when_done(person: Visitor, number: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        query = person.get(f"/api/v1/query/{number}").json()["result"]
        assert query["status"] not in ("failed", "timed_out", "stopped"), query
        if query["status"] == "success":
            found = person.get("/api/v1/sqllab/results/", q=f"(key:'{query['results_key']}')")
            assert found.status_code == 200, found.text
            rows: list[dict[str, Any]] = found.json()["data"]
            return rows
        time.sleep(0.5)
    raise AssertionError("the worker did not run the statement")


def test_the_jobs_may_run_again_and_change_nothing(site: Site, admin: Visitor) -> None:
    before = [len(admin.listed(kind)) for kind in ("dataset", "chart", "dashboard")]
    for job in site.jobs:
        done = site.run(job)
        assert done.returncode == 0, done.stderr
    assert [len(admin.listed(kind)) for kind in ("dataset", "chart", "dashboard")] == before


def test_no_secret_is_made_beside_those_of_the_files(site: Site) -> None:
    assert not (site.places.folder / "data" / "secrets").exists()


def test_supersets_own_comes_back_from_a_backup(site: Site, tmp_path: Path) -> None:
    made = site.run("superset", "backup", str(tmp_path / "today"))
    assert made.returncode == 0, made.stderr
    before = site.settings("superset").secret("superset_database")
    emptied = f"{before.rpartition('/')[0]}/restored"
    with closing(psycopg2.connect(before)) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE restored")
    without = restored(site, tmp_path, "")
    assert "in PostgreSQL: name it with FENGHUO_SUPERSET_DATABASE" in without.stderr
    full = restored(site, tmp_path, before)
    assert "holds tables already" in full.stderr
    assert restored(site, tmp_path, emptied).returncode == 0
    assert people(emptied) == people(before)


def test_every_health_check_of_the_file_is_content(site: Site) -> None:
    # Last, since what does its work only every few minutes has done it meanwhile.
    for name in site.lasting:
        site.wait_until(lambda: site.well(name), name)  # noqa: B023  # called before the next


def restored(site: Site, folder: Path, database: str) -> subprocess.CompletedProcess[str]:
    """The backup in `folder` brought into another machine's data and another database."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("FENGHUO_")},
        "FENGHUO_DATA": str(folder / "another"),
        "FENGHUO_CLICKHOUSE_PORT": str(free_port()),
        "FENGHUO_SUPERSET_DATABASE": database,
    }
    command = [sys.executable, "-m", "cli", "restore", str(folder / "today")]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def people(database: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT username, password FROM ab_user ORDER BY username")
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
