"""Reports that are sent regularly: the plan's mistakes, who may read what, each to each reader once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from alerts.notify import open_notifier
from cli.report_post import open_report_post
from cli.report_schedule import check_schedule, load_schedule
from hub.settings import Settings
from tests.alerts.mail_server import MailServer, mail_server
from tests.reports.county_world import at
from tests.warehouse.rows import account, insert, region, visit
from warehouse.client import Warehouse

__all__ = ["mail_server"]

HEAD = "report_id,report,region_code,department,unit,recipients\n"
RECIPIENTS = """\
recipient_id,name,roles,region_code,department,unit,channel,address,signing,quiet
sheng,省总队,province,130000,,,mail,sheng@example.cn,,
sjz,石家庄支队,owner、city,130100,,,mail,sjz@example.cn,,
jiaoyu,教育厅,owner,130000,education,,mail,jiaoyu@example.cn,,
"""

Planned = Callable[..., Settings]


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    """Settings with a plan of these lines and the recipients above, before the example roster."""

    def settings(lines: str, staff_of: Settings | None = None, **other: object) -> Settings:
        head = HEAD
        if staff_of is not None:
            head = HEAD.replace("\n", ",staff\n")
            other |= {
                "clickhouse_port": staff_of.clickhouse_port,
                "staff_key": SecretStr(staff_of.secret("staff_key")),
            }
        (tmp_path / "recipients.csv").write_text(RECIPIENTS, encoding="utf-8")
        (tmp_path / "reports.csv").write_text(head + lines, encoding="utf-8")
        return Settings(
            data=tmp_path / "var",
            recipients=tmp_path / "recipients.csv",
            reports=tmp_path / "reports.csv",
            _env_file=None,  # type: ignore[call-arg]
            **other,  # type: ignore[arg-type]
        )

    return settings


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("a,hourly,,,,sheng", "report", "不是可用的值"),
        ("a,daily,999999,,,sheng", "region_code", "不在 regions.csv"),
        ("a,daily,,nonsense,,sheng", "department", "不在 departments.csv"),
        ("a,daily,,,没有的单位,sheng", "unit", "没有主办单位"),
        ("a,daily,,,,nobody", "recipients", "不在收件人表里"),
        ("a,daily,,,,sjz", "recipients", "超出"),
        ("a,daily,130200,,,sjz", "recipients", "超出"),
        ("a,daily,130100,,,jiaoyu", "recipients", "超出"),
    ],
)
def test_the_plans_mistakes_are_named_by_line_and_column(
    planned: Planned, line: str, column: str, words: str
) -> None:
    [mistake] = check_schedule(planned(line + "\n"))
    assert (mistake.line, mistake.column) == (2, column)
    assert words in mistake.sentence


def test_a_plan_without_mistakes_says_what_is_due_and_when_the_next_is(planned: Planned) -> None:
    plan = "a,daily,130102,,,sjz、sheng\nb,weekly,,,,sheng\nc,monthly,,education,,jiaoyu sheng\n"
    daily, weekly, monthly = load_schedule(planned(plan))
    early = at(24, 8)
    assert [line.due(early).code for line in (daily, weekly, monthly)] == [
        "2025-11-22",
        "2025-W46",
        "2025-10",
    ]
    later = at(24, 9)
    assert [line.due(later).code for line in (daily, weekly)] == ["2025-11-23", "2025-W47"]
    assert daily.next_issue(later) == at(25, 8) + timedelta(minutes=30)
    assert monthly.next_issue(later) == at(8, 8, month=12) + timedelta(minutes=30)


def test_a_due_report_goes_to_each_reader_once(
    planned: Planned, warehouse: Warehouse, mail_server: MailServer
) -> None:
    insert(
        warehouse, "regions", region("130000", "某省", "province"), region("130100", "甲市", "city", "130000")
    )
    insert(warehouse, "accounts", account("a", "wechat", "city", region_code="130100"))
    insert(warehouse, "crawls", *(visit("a", at(day, 7)) for day in range(1, 25)))
    server = SecretStr(f"mailto://127.0.0.1:{mail_server.port}/?from=fenghuo@example.org&mode=insecure")
    settings = planned("b,daily,130100,,,sjz、sheng\n", mail=server)
    notifier = open_notifier(settings, warehouse)
    post = open_report_post(settings, notifier.outbox)
    monday = at(24, 9)
    assert post.round(monday) == 0, "who has not heard of the alerts yet hears of them first"
    notifier.round(monday)
    assert post.round(monday) == 2
    assert post.round(monday) == 0
    notifier.round(monday)
    assert sorted((mail["To"], mail["Subject"]) for mail in mail_server.mails) == [
        ("sheng@example.cn", "【草稿】甲市消防新媒体传播日报 2025年11月23日"),
        ("sjz@example.cn", "【草稿】甲市消防新媒体传播日报 2025年11月23日"),
    ]
    names = {part.get_filename() for mail in mail_server.mails for part in mail.walk()}
    assert names - {None} == {"甲市-日报-2025-11-23.docx", "甲市-日报-2025-11-23.html"}
