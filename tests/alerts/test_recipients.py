"""The file of recipients: read with its secrets from elsewhere, or refused with every mistake named."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from alerts.recipients import COLUMNS, QuietHours, check_recipients, load_recipients
from hub.errors import ConfigError
from hub.settings import Settings
from tests.alerts.happenings import beijing

PROVINCE = "sheng,省总队,province,,,,console,,,"
SECRET = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret"


def settings_with(folder: Path, *rows: str) -> Settings:
    sheet = folder / "收件人.csv"
    sheet.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8-sig")
    return Settings(data=folder, recipients=sheet, _env_file=None)  # type: ignore[call-arg]


def mistakes(folder: Path, *rows: str) -> list[str]:
    return [str(mistake) for mistake in check_recipients(settings_with(folder, *rows, PROVINCE))]


def test_a_row_says_who_where_how_and_when_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SJZ_WECOM", SECRET)
    (tmp_path / "签名.txt").write_text("SECabc\n", encoding="utf-8")
    row = (
        "sjz,石家庄支队群,owner、city,130100,,石家庄市消防救援支队,"
        "dingtalk,env:SJZ_WECOM,file:签名.txt,22:00-07:00"
    )
    [recipient, _] = load_recipients(settings_with(tmp_path, row, PROVINCE))
    assert (recipient.recipient_id, recipient.roles) == ("sjz", {"owner", "city"})
    assert (recipient.region_code, recipient.unit) == ("130100", "石家庄市消防救援支队")
    assert recipient.address.get_secret_value() == SECRET
    assert recipient.signing == SecretStr("SECabc")
    assert recipient.quiet == QuietHours(time(22), time(7))
    assert "very-secret" not in repr(recipient)


def test_without_a_file_the_log_and_the_webhook_of_the_settings_hear_everything(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, webhook=SecretStr(SECRET), _env_file=None)  # type: ignore[call-arg]
    found = load_recipients(settings)
    assert [(recipient.recipient_id, recipient.roles) for recipient in found] == [
        ("console", {"all"}),
        ("webhook", {"all"}),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("sjz,群,boss,130100,,,console,,,", "收件人.csv 第 2 行 roles 列：“boss”不是角色"),
        ("sjz,群,city,,,,console,,,", "收件人.csv 第 2 行 region_code 列：角色 city 必须填区划代码"),
        ("sjz,群,city,130102,,,console,,,", "“130102”不是市"),
        ("sjz,群,owner,139999,,,console,,,", "区划代码“139999”不在 regions.csv 中"),
        ("sjz,群,owner,13010,,,console,,,", "只有 5 位"),
        ("sjz,群,owner,130102,nonsense,,console,,,", "部门代码“nonsense”不在 departments.csv 中"),
        ("sjz,群,owner,130102,,,pager,,,", "channel 列：“pager”不是可用的值"),
        ("sjz,群,owner,130102,,,mail,somebody,,", "“somebody”不是邮箱地址"),
        ("sjz,群,owner,130102,,,mail,值班@example.cn,,", "“值班@example.cn”不是邮箱地址"),
        ("sjz,群,owner,130102,,,wecom,,,", "address 列：这一格不能为空"),
        (f"sjz,群,owner,130102,,,wecom,{SECRET},,", "这里不写密钥本身"),
        ("sjz,群,owner,130102,,,wecom,env:NOT_SET,,", "环境变量 NOT_SET 没有设置"),
        ("sjz,群,owner,130102,,,wecom,env:FENGHUO_X,,", "不以 FENGHUO_ 开头"),
        ("sjz,群,owner,130102,,,wecom,file:none.txt,,", "none.txt 读不出来"),
        ("sjz,群,owner,130102,,,console,,env:X,", "渠道 console 不支持签名"),
        ("sjz,群,owner,130102,,,console,,,at night", "“at night”不是时段"),
        ("console,群,owner,130102,,,console,,,", "“console”由系统自己使用"),
        ("sheng,群,owner,130102,,,console,,,", "编号“sheng”与第 2 行重复"),
        ("sjz,群,owner,130102,,,console,,", "这一行有 9 格，应为 10 格"),
    ],
)
def test_a_mistake_is_named_by_line_and_column(tmp_path: Path, row: str, sentence: str) -> None:
    [mistake] = mistakes(tmp_path, row)
    assert sentence in mistake
    assert "very-secret" not in mistake


def test_a_file_in_which_nobody_hears_what_nobody_is_registered_for_is_refused(tmp_path: Path) -> None:
    [mistake] = check_recipients(settings_with(tmp_path, "sjz,群,city,130100,,,console,,,"))
    assert "没有角色为 province 或 all 的收件人" in str(mistake)


def test_mistakes_stop_whoever_needs_the_recipients_in_one_sentence(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, "a,群,boss,,,,pager,,,", PROVINCE)
    with pytest.raises(ConfigError, match=r"收件人表有误：收件人.csv 第 2 行.*另有 1 处") as raised:
        load_recipients(settings)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("begin", "end", "quiet"),
    [
        (time(22), time(7), ["00:00", "06:59", "22:00"]),
        (time(12), time(14), ["12:00", "13:59"]),
        (time(0), time(0), []),
    ],
)
def test_quiet_hours_are_beijing_hours_and_may_run_over_midnight(
    begin: time, end: time, quiet: list[str]
) -> None:
    hours = QuietHours(begin, end)
    clock = ["00:00", "06:59", "07:00", "12:00", "13:59", "14:00", "21:59", "22:00"]
    assert [at for at in clock if hours.hold(beijing(f"2026-06-08 {at}"))] == quiet
