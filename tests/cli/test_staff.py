"""`fenghuo staff`: entered, listed, imported and removed, with passwords that are shown once."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from hub.settings import Settings
from tests.cli.conftest import RunHere

PASSWORD_SHOWN = re.compile(r"  ([a-z0-9._-]+)  ([a-z0-9]{6}(?:-[a-z0-9]{6}){3})")


def accounts(machine: Settings, login: str, password: str) -> list[str] | int:
    """The accounts this login sees, or the status of a refusal."""
    answer = httpx.post(
        f"http://127.0.0.1:{machine.clickhouse_port}/",
        content="SELECT account_id FROM v_accounts ORDER BY account_id",
        auth=(login, password),
    )
    return answer.text.split() if answer.is_success else answer.status_code


def test_a_person_is_entered_sees_his_county_and_is_let_in_no_more_when_removed(
    machine: Settings, fenghuo_here: RunHere
) -> None:
    arguments = ("--role", "county", "--name", "张三", "--region", "130102")
    added = fenghuo_here("staff", "add", "zhangsan", *arguments)
    assert added.exit_code == 0, added.output
    found = PASSWORD_SHOWN.search(added.output)
    assert found
    password = found[2]
    seen = accounts(machine, "zhangsan", password)
    assert isinstance(seen, list)
    assert "k-wechat" in seen
    assert "s-wechat" not in seen
    listed = fenghuo_here("staff", "list")
    assert "zhangsan" in listed.output
    assert "县级" in listed.output
    assert password not in listed.output
    again = fenghuo_here("staff", "add", "zhangsan", *arguments)
    assert not PASSWORD_SHOWN.search(again.output)
    assert accounts(machine, "zhangsan", password) == seen
    assert fenghuo_here("staff", "remove", "zhangsan").exit_code == 0
    assert accounts(machine, "zhangsan", password) == 403
    assert "zhangsan" not in fenghuo_here("staff", "list").output


def test_a_password_comes_from_standard_input_and_is_not_shown(
    machine: Settings, fenghuo_here: RunHere
) -> None:
    arguments = ("--role", "leader", "--region", "130000", "--name", "李四", "--password-file", "-")
    added = fenghuo_here("staff", "add", "lisi", *arguments, input="korrekt pferd batterie\n")
    assert added.exit_code == 0, added.output
    assert "korrekt" not in added.output
    assert len(accounts(machine, "lisi", "korrekt pferd batterie")) == 11  # type: ignore[arg-type]
    changed = fenghuo_here("staff", "password", "lisi")
    assert changed.exit_code == 0
    assert accounts(machine, "lisi", "korrekt pferd batterie") == 403


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Zhang", "--role", "leader"), "登录名“Zhang”"),
        (("admin", "--role", "leader"), "另有用途"),
        (("wang", "--role", "king"), "没有角色“king”"),
        (("wang", "--role", "county"), "管辖的区划"),
        (("wang", "--role", "analyst"), "管全省的写省的代码"),
        (("wang", "--role", "county", "--region", "999999"), "不在台账里"),
        (("wang", "--role", "county", "--region", "130100"), "不是这一级"),
        (("wang", "--role", "department"), "请写明部门"),
        (("wang", "--role", "leader", "--region", "130000", "--until", "2020-01-01"), "不晚于起始日期"),
        (("wang", "--role", "leader", "--region", "130000", "--password-file", "-"), "至少要有 12 个字符"),
    ],
)
def test_a_mistake_is_one_sentence_and_nobody_is_entered(
    fenghuo_here: RunHere, arguments: tuple[str, ...], said: str
) -> None:
    refused = fenghuo_here("staff", "add", *arguments, "--name", "王五", input="kurz\n")
    assert refused.exit_code != 0
    assert said in str(refused.exception.sentence)  # type: ignore[union-attr]
    assert "wang" not in fenghuo_here("staff", "list").output


def test_a_sheet_is_taken_whole_or_not_at_all(fenghuo_here: RunHere, tmp_path: Path) -> None:
    sheet = tmp_path / "人员.csv"
    header = "login,name,role,region_ids,department_ids,valid_from,valid_until\n"
    good = "sunqi,孙七,city,130100；130200,,2026/1/1,\nzhouba,周八,analyst,130000,,,2099-01-01\n"
    sheet.write_text(header + good + "wujiu,吴九,chef,13010,,,morgen\n", encoding="utf-8")
    refused = fenghuo_here("staff", "import", str(sheet))
    assert refused.exit_code == 2
    for column in ("role 列", "region_ids 列", "valid_until 列"):
        assert column in refused.output
    assert "sunqi" not in fenghuo_here("staff", "list").output
    sheet.write_text(header + good, encoding="utf-8")
    taken = fenghuo_here("staff", "import", str(sheet))
    assert taken.exit_code == 0, taken.output
    assert {login for login, _ in PASSWORD_SHOWN.findall(taken.output)} == {"sunqi", "zhouba"}
    assert "130100、130200" in fenghuo_here("staff", "list").output
    again = fenghuo_here("staff", "import", str(sheet))
    assert "其中新增 0 人" in again.output


def test_what_a_clickhouse_server_is_told_is_printed_and_not_for_the_embedded_one(
    fenghuo_here: RunHere,
) -> None:
    printed = fenghuo_here("staff", "grants")
    assert printed.exit_code == 0
    assert "CREATE ROW POLICY OR REPLACE" in printed.output
    assert "内嵌仓库自己管住" in str(fenghuo_here("staff", "grants", "--apply").exception)
