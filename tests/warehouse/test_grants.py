"""The staff as SQL for a ClickHouse server: its parser reads it, and its order is safe at each step."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dashboards.small_province import fill
from tests.warehouse.conftest import empty
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.staff import PASSWORD, enter_people
from warehouse.client import connect
from warehouse.grants import Staff, grants, read_staff
from warehouse.migrations import migrate
from warehouse.passwords import dashboards_key


@pytest.fixture(scope="module")
def staff(warehouse_server: ServerProcess) -> Staff:
    warehouse = connect(warehouse_server.settings, patience=30)
    migrate(warehouse)
    empty(warehouse)
    fill(warehouse)
    enter_people(warehouse)
    return read_staff(warehouse, "fenghuo", date(2026, 1, 1))


@pytest.fixture(scope="module")
def statements(staff: Staff) -> list[str]:
    few = [person for person in staff.people if person.login in ("changan", "lingdao")]
    return list(grants(Staff(few, staff.hashes, staff.places, staff.tables), "fenghuo", "fenghuo", "geheim"))


def test_the_engines_parser_reads_every_statement(
    warehouse_server: ServerProcess, statements: list[str]
) -> None:
    warehouse = connect(warehouse_server.settings)
    for statement in statements:
        [row] = warehouse.query("SELECT formatQueryOrNull({s:String}) AS read", {"s": statement})
        assert row["read"], statement


def test_nobody_may_read_before_his_policies_stand(statements: list[str]) -> None:
    granted = statements.index("GRANT fenghuo_staff TO `changan`")
    policies = [place for place, text in enumerate(statements) if "ROW POLICY" in text]
    assert max(policies) < granted


def test_every_table_has_a_policy_for_everybody_and_for_the_hub(staff: Staff, statements: list[str]) -> None:
    policies = [text for text in statements if "ROW POLICY" in text]
    for table in staff.tables:
        readers = {text.rsplit(" TO ", 1)[1] for text in policies if f".`{table}` USING" in text}
        assert readers == {"`fenghuo`", "`changan`", "`lingdao`"}


def test_a_policy_is_the_condition_of_the_embedded_server(statements: list[str]) -> None:
    [policy] = [text for text in statements if "`fenghuo_changan` ON `fenghuo`.`accounts`" in text]
    accounts = "'c-douyin', 'c-wechat', 'k-douyin', 'k-wechat', 'p-douyin', 'p-wechat'"
    assert f"USING account_id IN ({accounts}) TO" in policy
    [whole] = [text for text in statements if "`fenghuo_lingdao` ON `fenghuo`.`accounts`" in text]
    assert "USING 1 TO" in whole
    [hashes] = [text for text in statements if "`fenghuo_lingdao` ON `fenghuo`.`staff_logins`" in text]
    assert "USING 0 TO" in hashes


def test_no_statement_tells_a_password_or_the_dashboards_key(statements: list[str]) -> None:
    text = "\n".join(statements)
    assert PASSWORD not in text
    assert "geheim" not in text
    assert dashboards_key("geheim", "changan") not in text
    assert "bcrypt_hash BY '$2a$" in text
