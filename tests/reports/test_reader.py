"""Reports for a reader of the staff: about what he is in charge of, from what he may see, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alerts.notify import open_notifier
from cli.main import app
from cli.report_post import open_report_post
from tests.reports import county_world
from tests.reports.reading import word_text
from tests.reports.test_schedule import Planned, planned
from tests.warehouse.embedded import ServerProcess, environment_of
from tests.warehouse.rows import now
from warehouse.client import Warehouse
from warehouse.staff import Person, Role, keep_staff, withdraw

__all__ = ["planned"]

WEEK = ("weekly", "--week", "2025-W47")


@pytest.fixture
def november(warehouse: Warehouse) -> Warehouse:
    """The November of `county_world` where the server looks for its staff, and three of them."""
    county_world.fill(warehouse)
    people = [
        person("dongxian", "county", ["130102"]),
        person("liangxian", "leader", ["130102", "130203"]),
        person("jiaoyu", "department", [], ["education"]),
    ]
    keep_staff(warehouse, people, {}, "test", now())
    return warehouse


def person(login: str, role: Role, regions: Sequence[str], departments: Sequence[str] = ()) -> Person:
    return Person(login, login, role, tuple(regions), tuple(departments), date(2020, 1, 1))


def run(server: ServerProcess, folder: Path, *arguments: str) -> Result:
    command = ["report", *WEEK, *arguments, "--out", str(folder)]
    return CliRunner().invoke(app, command, env=environment_of(server.settings))


def test_a_persons_report_is_about_his_jurisdiction(
    november: Warehouse, warehouse_server: ServerProcess, tmp_path: Path
) -> None:
    texts = {}
    for login in ("dongxian", "liangxian", "jiaoyu"):
        result = run(warehouse_server, tmp_path / login, "--staff", login)
        assert result.exit_code == 0, result.exception
        [file] = (tmp_path / login).glob("*.docx")
        texts[file.name] = word_text(file.read_bytes())
    assert list(texts) == [
        "东县-周报-2025-W47.docx",
        "东县、南县-周报-2025-W47.docx",
        "某省教育部门-周报-2025-W47.docx",
    ]
    county, two, line = texts.values()
    assert "账号k1-wechat" in county
    assert not any(name in county for name in ("西县", "南县", "乙市", "k2-", "k3-", "c2-"))
    assert "南县" in two
    assert not any(name in two for name in ("西县", "乙市", "k2-"))
    assert not any(name in line for name in ("k1-wechat", "k2-", "k3-"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--staff", "dongxian", "--region", "甲市"], "is in charge of 东县, not of 甲市"),
        (["--staff", "dongxian", "--region", "西县"], "There is no region"),
        (["--staff", "dongxian", "--unit", "单位130104"], "No account's unit is called"),
        (["--staff", "niemand"], "没有登录名为“niemand”的人员"),
    ],
)
def test_nobody_reads_beyond_his_jurisdiction(
    november: Warehouse, warehouse_server: ServerProcess, tmp_path: Path, arguments: list[str], words: str
) -> None:
    result = run(warehouse_server, tmp_path / "out", *arguments)
    assert result.exit_code != 0
    assert words in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_planned_report_follows_its_persons_jurisdiction(
    november: Warehouse, warehouse_server: ServerProcess, planned: Planned, tmp_path: Path
) -> None:
    lines = (
        "a,weekly,,,,sheng,liangxian\n"
        "b,weekly,,,,jiaoyu,dongxian\n"  # more than the line's own accounts
        "c,weekly,,,,sheng,gone\n"
        "d,weekly,130100,,,sheng,\n"
    )
    keep_staff(november, [person("gone", "county", ["130104"])], {}, "test", now())
    withdraw(november, "gone", "test", now())
    settings = planned(lines, staff_of=warehouse_server.settings)
    notifier = open_notifier(settings, november)
    post = open_report_post(settings, notifier.outbox)
    monday = county_world.at(24, 9)
    post.round(monday)
    notifier.round(monday)
    assert post.round(monday) == 2
    made = sorted(file.relative_to(settings.data) for file in settings.data.rglob("*.docx"))
    assert [str(file) for file in made] == [
        "reports/liangxian/东县、南县-周报-2025-W47.docx",
        "reports/甲市-周报-2025-W47.docx",
    ]
