"""What people wrote: roster, credentials, recipients, reports, thresholds, releases asked for, lexicons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from alerts.recipients import check_recipients, load_recipients
from alerts.tasks import load_tasks
from alerts.thresholds import check_thresholds
from cli.checks.finding import Finding
from cli.lexicons_in_use import lexicons_in_use
from cli.report_schedule import check_schedule, load_schedule
from crawlers.credentials import load_credentials
from crawlers.pages.site_file import Fault
from crawlers.sites import check_sites
from dashboards.reports.fonts import chart_font
from hub.errors import Unavailable
from hub.roster import check_roster, load_roster
from hub.roster_file import Mistake
from hub.settings import Settings
from nlp.lexicon import load_lexicon

_SHOWN: Final = 3


def roster(settings: Settings) -> Iterator[Finding]:
    """Every mistake in the roster, and in the rules of its websites."""
    mistakes: Sequence[Mistake | Fault] = check_roster(settings.roster)
    read = None if mistakes else load_roster(settings.roster)
    if read:
        mistakes = check_sites(read)
    if read and not mistakes:
        yield Finding("台账", "ok", f"{len(read.accounts)} 个账号（{settings.roster}）")
    else:
        yield _wrong("台账", mistakes, "改正后运行 fenghuo roster check")


def credentials(settings: Settings) -> Iterator[Finding]:
    """Whether the credentials can be read, and name accounts that exist."""
    known = {account.account_id for account in load_roster(settings.roster).accounts}
    found = load_credentials(settings.credentials)
    strangers = sorted(set(found.entries) - known)
    if strangers:
        words = f"凭据文件里有台账没有的账号：{'、'.join(strangers[:_SHOWN])}"
        yield Finding("凭据", "warning", words, f"从 {found.path} 删除，或补进台账")
    else:
        yield Finding("凭据", "ok", f"{len(found.entries)} 个账号有凭据")


def recipients(settings: Settings) -> Iterator[Finding]:
    """Whether somebody hears of an alert."""
    mistakes = check_recipients(settings)
    if mistakes:
        yield _wrong("接收人", mistakes, "改正后运行 fenghuo alerts recipients")
        return
    people = [one for one in load_recipients(settings) if one.channel != "console"]
    if not people:
        remedy = "设置 FENGHUO_RECIPIENTS 或 FENGHUO_WEBHOOK（docs/alerts.md）"
        yield Finding("接收人", "warning", "预警只写进日志，没有人会收到", remedy)
    else:
        yield Finding("接收人", "ok", f"{len(people)} 个接收人")
    if settings.webhook and not settings.webhook_key:
        yield Finding("接收人", "warning", "发往 Webhook 的预警没有签名", "设置 FENGHUO_WEBHOOK_KEY")
    if settings.events_webhook and not settings.events_key:
        yield Finding("接收人", "warning", "发给其他系统的事件没有签名", "设置 FENGHUO_EVENTS_KEY")


def reports(settings: Settings) -> Iterator[Finding]:
    """Every mistake in the plan of regular reports, and whether their charts can be drawn."""
    mistakes = check_schedule(settings)
    if mistakes:
        yield _wrong("报告", mistakes, "改正后运行 fenghuo report schedule")
        return
    font = "apt-get install fonts-noto-cjk"
    try:
        yield Finding(
            "报告", "ok", f"{len(load_schedule(settings))} 份定期报告，图表字体 {chart_font().family}"
        )
    except Unavailable:
        yield Finding("报告", "warning", "没有装中文字体，画不出报告里的图", font)


def thresholds(settings: Settings) -> Iterator[Finding]:
    """Every mistake in a deployment's own thresholds, and in the list of releases asked for."""
    mistakes = check_thresholds(settings.thresholds) if settings.thresholds else []
    if mistakes:
        yield _wrong("预警阈值", mistakes, f"改正 {settings.thresholds}（docs/alert-rules.md）")
    else:
        yield Finding("预警阈值", "ok", str(settings.thresholds or "使用默认值"))
    load_tasks(settings.tasks)


def lexicons(settings: Settings) -> Iterator[Finding]:
    """Whether the lexicons in use can be read."""
    lexicon = load_lexicon(lexicons_in_use(settings))
    where = settings.lexicons or "随程序提供"
    yield Finding("词库", "ok", f"{len(lexicon.entries)} 条词（{where}）")


def _wrong(part: str, mistakes: Iterable[Mistake | Fault], remedy: str) -> Finding:
    told = [str(mistake) for mistake in mistakes]
    more = f"（另有 {len(told) - _SHOWN} 处）" if len(told) > _SHOWN else ""
    return Finding(part, "error", " ".join(told[:_SHOWN]) + more, remedy)
