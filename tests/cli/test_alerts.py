"""`fenghuo alerts`: listed, shown whole, taken on, held back, remarked on; recipients checked and tested."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from alerts.recipients import COLUMNS
from cli.main import app
from hub.errors import ConfigError
from hub.settings import Settings
from tests.alerts.receiver import Receiver, receiving
from tests.cli.conftest import Run, RunHere
from tests.warehouse.embedded import environment_of
from warehouse.client import connect

EPISODE = "fortnight/s-wechat/1"
Told = Callable[..., Result]


@pytest.fixture(autouse=True)
def untouched(request: pytest.FixtureRequest) -> None:
    """Nobody has done anything about the alerts yet, where a machine runs."""
    if "machine" in request.fixturenames:
        connect(request.getfixturevalue("machine")).command("TRUNCATE TABLE alert_history")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def fenghuo_with(machine: Settings, tmp_path: Path, receiver: Receiver) -> Told:
    """Run `fenghuo ARGUMENTS` with these rows in the file of recipients; HOOK is the receiver's address."""

    def run(*arguments: str, rows: tuple[str, ...]) -> Result:
        sheet = tmp_path / "收件人.csv"
        sheet.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
        environment = environment_of(machine) | {"FENGHUO_RECIPIENTS": str(sheet), "HOOK": receiver.address}
        return CliRunner().invoke(app, arguments, env=environment)

    return run


def actions(machine: Settings) -> list[dict[str, Any]]:
    return connect(machine).query("SELECT kind, words, done_by FROM alert_history FINAL ORDER BY at")


def test_open_alerts_are_listed_with_their_ids(fenghuo_here: RunHere) -> None:
    shown = fenghuo_here("alerts", "list").output
    assert "未关闭的预警：1" in shown
    assert "fortnight" in shown
    assert "预警：3" in fenghuo_here("alerts", "list", "--all").output


def test_an_alert_is_taken_on_with_who_and_what(fenghuo_here: RunHere, machine: Settings) -> None:
    done = fenghuo_here("alerts", "ack", EPISODE, "--by", "值班员张三", "--comment", "已联系桥西区")
    assert done.exit_code == 0
    assert "已认领" in done.output
    assert actions(machine) == [{"kind": "acknowledged", "words": "已联系桥西区", "done_by": "值班员张三"}]
    assert "值班员张三 认领" in fenghuo_here("alerts", "list").output.replace("\n", "")


def test_without_a_name_the_login_is_kept(fenghuo: Run, machine: Settings) -> None:
    assert fenghuo("alerts", "ack", "s-wechat").returncode == 0
    [action] = actions(machine)
    assert action["done_by"]


def test_a_snooze_keeps_its_reason_and_its_end(fenghuo_here: RunHere, machine: Settings) -> None:
    done = fenghuo_here(
        "alerts", "snooze", EPISODE, "--days", "3", "--reason", "机构改革，账号迁移", "--by", "李四"
    )
    assert "计时不停" in done.output
    [row] = connect(machine).query(
        "SELECT snoozed_until > now() AS on, snooze_reason FROM v_alerts WHERE open"
    )
    assert row == {"on": True, "snooze_reason": "机构改革，账号迁移"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("snooze", EPISODE, "--days", "3"), "A snooze needs a reason"),
        (("snooze", EPISODE, "--days", "15", "--reason", "x"), "A snooze ends within 14 days"),
        (("snooze", EPISODE, "--days", "1e300", "--reason", "x"), "within 14 days"),
        (("snooze", EPISODE, "--days", "0", "--reason", "x"), "A snooze ends in the future"),
        (("snooze", EPISODE, "--until", "2020-01-01", "--reason", "x"), "A snooze ends in the future"),
        (("snooze", EPISODE, "--reason", "x"), "Say when the snooze ends"),
        (("comment", EPISODE, "  "), "A comment needs words"),
        (("ack", "nobody"), "There is no alert nobody"),
        (("show", "nobody"), "There is no alert nobody"),
        (("test", "--to", "nobody"), "There is no recipient nobody"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_kept(
    fenghuo_here: RunHere, machine: Settings, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = fenghuo_here("alerts", *arguments).exception
    assert isinstance(refused, ConfigError)
    assert sentence in refused.sentence
    assert actions(machine) == []


def test_one_alert_is_shown_whole_with_its_history(fenghuo_here: RunHere) -> None:
    fenghuo_here("alerts", "ack", EPISODE, "--by", "张三", "--comment", "已联系")
    fenghuo_here("alerts", "comment", EPISODE, "县里说周三发布 [red]", "--by", "李四")
    shown = fenghuo_here("alerts", "show", EPISODE).output
    assert shown.startswith("【否决】示例s-wechat 已静默 20 天")
    for words in (
        f"编号　　　　{EPISODE}",
        "请做　　　　立即更新",
        "否决线　　　到过",
        "认领（张三）：已联系",
    ):
        assert words in shown
    assert "备注（李四）：县里说周三发布 [red]" in shown
    assert "尚未通知任何人" in shown


def test_recipients_are_shown_without_their_secrets(fenghuo_with: Told, receiver: Receiver) -> None:
    shown = fenghuo_with(
        "alerts", "recipients", rows=("sheng,省总队,province,,,,webhook,env:HOOK,,22:00-07:00",)
    )
    assert shown.exit_code == 0
    for words in ("sheng", "省总队", "province", "webhook", "22:00–07:00"):
        assert words in shown.output
    assert "very-secret-key" not in shown.output


def test_mistakes_in_the_file_of_recipients_are_all_named(fenghuo_with: Told) -> None:
    refused = fenghuo_with(
        "alerts", "recipients", rows=("a,甲,boss,,,,console,,,", "a,乙,province,,,,pager,,,")
    )
    assert refused.exit_code == 2
    for words in ("第 2 行 roles 列", "第 3 行 channel 列", "第 3 行 recipient_id 列", "共 3 处需要改正"):
        assert words in refused.output


def test_a_test_message_goes_to_every_recipient_and_says_what_came_back(
    fenghuo_with: Told, receiver: Receiver
) -> None:
    receiver.answers = [200, 404]
    rows = ("sheng,省总队,province,,,,webhook,env:HOOK,,", "shi,市支队,city,130100,,,webhook,env:HOOK,,")
    tested = fenghuo_with("alerts", "test", rows=rows)
    assert tested.exit_code == 1
    assert "sheng（省总队，webhook）：送达，HTTP 200" in tested.output
    assert "shi（市支队，webhook）：没有送达，HTTP 404" in tested.output
    [message] = receiver.messages
    assert message["type"] == "fenghuo.test"
    assert message["text"].startswith("【测试】")


def test_a_test_message_goes_to_one_recipient(fenghuo_with: Told, receiver: Receiver) -> None:
    rows = ("sheng,省总队,province,,,,console,,,", "shi,市支队,city,130100,,,webhook,env:HOOK,,")
    assert fenghuo_with("alerts", "test", "--to", "shi", rows=rows).exit_code == 0
    assert len(receiver.messages) == 1


def test_a_run_judges_tells_and_shows_who_was_told(
    fenghuo_with: Told, fenghuo_here: RunHere, receiver: Receiver
) -> None:
    rows = ("sheng,省总队,province,,,,webhook,env:HOOK,,",)
    assert fenghuo_with("alerts", "run", rows=rows).exit_code == 0
    assert ("s-wechat", "veto") in receiver.told
    assert "sheng［否决］已送达，HTTP 200" in fenghuo_here("alerts", "show", "s-wechat").output
    fenghuo_with("alerts", "run", rows=rows)
    assert len(receiver.messages) == 1


def test_without_a_warehouse_it_is_said_in_one_sentence(fenghuo_alone: Run) -> None:
    refused = fenghuo_alone("alerts", "list")
    assert refused.returncode == 75
    assert refused.stderr.strip().count("\n") == 0
