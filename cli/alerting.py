"""`fenghuo watch` and `fenghuo alerts`: judge silences, tell people, and keep what people do about it."""

from __future__ import annotations

import logging
import signal
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from alerts.channels import Channels
from alerts.checking import close_checked
from alerts.engine import Judging, catch_up, has_judged
from alerts.episodes import Episode, find_episodes, listed_episodes, open_episodes
from alerts.history import (
    Entry,
    acknowledged,
    commented,
    history_of,
    keep_entries,
    snoozed,
    standings,
)
from alerts.messages import trial_letter
from alerts.notify import Notifier, open_notifier
from alerts.recipients import CHANNEL_NAMES, Recipient, check_recipients, load_recipients
from alerts.repair import repair_history
from cli.alert_pages import alert_table, episode_page
from cli.alerts_replay import replay_files
from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.instants import TIME_HELP, instant
from cli.person import person
from cli.report_post import ReportPost, open_report_post
from hub.clock import SystemClock
from hub.errors import ConfigError, Unavailable
from hub.settings import Settings
from warehouse.assigned_matching import match_assigned
from warehouse.benchmarks import Benchmarks
from warehouse.client import Warehouse, WarehouseError, connect
from warehouse.kept import KeptAnswers
from warehouse.migrations import require_not_newer
from warehouse.releases import match_releases

app = typer.Typer(no_args_is_help=True, help="What has stalled, whom we told, and what is done about it.")
app.command("replay")(replay_files)
FIRST_VISIT_SECONDS = 20.0
"""Between two rounds while nothing was gathered yet: what a new hub finds is judged soon."""

logger = logging.getLogger(__name__)

Name = Annotated[
    str, typer.Argument(metavar="EPISODE", help="An episode's id, or the account's if it has one open.")
]
By = Annotated[str, typer.Option("--by", help="Who does it; without it, your login on this machine.")]


@dataclass(frozen=True)
class Upkeep:
    """What a round works out ahead of those who ask, each when it is due."""

    answers: KeptAnswers = field(default_factory=KeptAnswers)
    benchmarks: Benchmarks = field(default_factory=Benchmarks)


def watch(
    every: Annotated[float, typer.Option(help="Seconds between two rounds.")] = 180.0,
) -> None:
    """Match releases, judge silences and send what is new, until stopped."""
    settings = begin()
    warehouse = connect(settings)
    require_not_newer(warehouse)
    notifier = open_notifier(settings, warehouse)
    post = open_report_post(settings, notifier.outbox)
    _again_and_again(warehouse, Judging.of(settings), notifier, every, post)


def watch_once(
    warehouse: Warehouse, judging: Judging, notifier: Notifier, upkeep: Upkeep | None = None
) -> None:
    """One round. Raises Unavailable when the warehouse does not answer."""
    upkeep = upkeep or Upkeep()
    now = SystemClock().now()
    match_releases(warehouse, now)
    match_assigned(warehouse, now)
    upkeep.benchmarks.round(warehouse, now)
    catch_up(warehouse, now, judging)
    repair_history(warehouse, now)
    close_checked(warehouse, now)
    notifier.round(now)
    upkeep.answers.round(warehouse, now)


@app.command()
def run(
    every: Annotated[
        float | None, typer.Option(min=1.0, help="Go on, with so many seconds between two rounds.")
    ] = None,
) -> None:
    """Judge now and send what is due; once, unless told to go on."""
    settings = begin()
    warehouse = connect(settings)
    judging, notifier = Judging.of(settings), open_notifier(settings, warehouse)
    if every is not None:
        _again_and_again(warehouse, judging, notifier, every, open_report_post(settings, notifier.outbox))
        return
    watch_once(warehouse, judging, notifier)
    console.print(alert_table(open_episodes(warehouse), standings(warehouse), SystemClock().now()))


@app.command("list")
def list_command(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are over, newest first.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="With --all: at most so many.")] = 100,
) -> None:
    """Show the open alerts, the gravest first."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    episodes = listed_episodes(warehouse, limit) if everything else open_episodes(warehouse)
    console.print(alert_table(episodes, standings(warehouse), SystemClock().now(), everything=everything))


@app.command()
def show(name: Name) -> None:
    """Show one episode whole: what is known, what was checked, who was told, what happened."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    episode = _named(warehouse, name)
    page = episode_page(warehouse, episode, history_of(warehouse, episode.episode_id))
    console.print(page, markup=False, soft_wrap=True)


@app.command()
def ack(
    name: Name,
    comment: Annotated[str, typer.Option("--comment", help="What you are going to do.")] = "",
    by: By = "",
) -> None:
    """Say that you have taken an alert on."""
    episode = _keep(name, by, lambda episode, who, now: acknowledged(episode, who, now, comment))
    _say(f"已认领：{episode.sentence}")


@app.command()
def snooze(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    days: Annotated[float | None, typer.Option(help="For how many days, at most 14.")] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=instant, metavar="TIME", help=f"Until when: {TIME_HELP}")
    ] = None,
    by: By = "",
) -> None:
    """Hold an alert's messages back for a time. The countdown goes on; a later snooze replaces this one."""
    if (days is None) == (until is None):
        raise ConfigError("Say when the snooze ends: either --days or --until.")

    def entry(episode: Episode, who: str, now: datetime) -> Entry:
        return snoozed(episode, who, now, until or _later(now, days or 0.0), reason)

    episode = _keep(name, by, entry)
    _say(f"已暂停通知（计时不停）：{episode.sentence}")


@app.command()
def comment(
    name: Name, words: Annotated[str, typer.Argument(metavar="WORDS", help="What to keep.")], by: By = ""
) -> None:
    """Keep a remark with an alert."""
    episode = _keep(name, by, lambda episode, who, now: commented(episode, who, now, words))
    _say(f"已备注：{episode.sentence}")


@app.command()
def recipients() -> None:
    """Show who hears of alerts, or every mistake in their file. Exits with 2 if there is any."""
    settings = begin(logging.WARNING)
    mistakes = check_recipients(settings)
    for mistake in mistakes:
        _say(str(mistake))
    if mistakes:
        console.print(f"共 {len(mistakes)} 处需要改正。")
        raise typer.Exit(2)
    console.print(_recipients_table(load_recipients(settings)))


@app.command("test")
def send_test(
    to: Annotated[str, typer.Option("--to", metavar="RECIPIENT", help="Only to this recipient.")] = "",
) -> None:
    """Send a message marked as a test to every recipient, and say what came back. Exits with 1 on a
    failure.
    """
    settings = begin(logging.WARNING)
    failed = [recipient for recipient in _tested(settings, to) if not _test(settings, recipient)]
    if failed:
        raise typer.Exit(1)


def _again_and_again(
    warehouse: Warehouse, judging: Judging, notifier: Notifier, every: float, post: ReportPost
) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    upkeep = Upkeep()
    while not stop.is_set():
        pause = every
        try:
            watch_once(warehouse, judging, notifier, upkeep)
            if not has_judged(warehouse):
                pause = min(every, FIRST_VISIT_SECONDS)
        except Unavailable as error:
            logger.warning("This round is left out: %s", error.sentence)
        else:
            _post_reports(post)
        stop.wait(pause)


def _post_reports(post: ReportPost) -> None:
    """Reports come after alerts, and keep none of them waiting: what cannot be made now is told and left."""
    try:
        post.round(SystemClock().now())
    except (Unavailable, ConfigError, WarehouseError) as error:
        logger.error("The reports that are due wait for the next round: %s", error.sentence)


def _named(warehouse: Warehouse, name: str) -> Episode:
    found = find_episodes(warehouse, name)
    if not found:
        raise ConfigError(f"There is no alert {name}; `fenghuo alerts list --all` names them.")
    if len(found) > 1:
        ids = ", ".join(episode.episode_id for episode in found)
        raise ConfigError(f"There are {len(found)} open alerts about {name}; name one of {ids}.")
    return found[0]


def _keep(name: str, by: str, entry: Callable[[Episode, str, datetime], Entry]) -> Episode:
    settings = begin()
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    episode = _named(warehouse, name)
    if not episode.open:
        _say("这条预警已经关闭，仍照样记下。")
    keep_entries(warehouse, [entry(episode, by.strip() or person(), SystemClock().now())])
    return episode


def _later(now: datetime, days: float) -> datetime:
    try:
        return now + timedelta(days=days)
    except OverflowError:
        raise ConfigError(f"{days:g} days are too many; a snooze ends within 14 days.") from None


def _tested(settings: Settings, to: str) -> Sequence[Recipient]:
    known = load_recipients(settings)
    if not to:
        return known
    found = [recipient for recipient in known if recipient.recipient_id == to]
    if not found:
        raise ConfigError(f"There is no recipient {to}; `fenghuo alerts recipients` names them.")
    return found


def _test(settings: Settings, recipient: Recipient) -> bool:
    letter = trial_letter(uuid.uuid4().hex, recipient.name, SystemClock().now())
    answer = Channels(settings).send(recipient, letter)
    channel = CHANNEL_NAMES[recipient.channel]
    verdict = "送达" if answer.taken else "没有送达"
    _say(f"{recipient.recipient_id}（{recipient.name}，{channel}）：{verdict}，{answer.words}")
    return answer.taken


def _recipients_table(found: Sequence[Recipient]) -> Table:
    table = Table(title=f"收件人：{len(found)}", title_justify="left", header_style="bold")
    for name in ("编号", "名称", "角色", "区划", "部门", "单位", "渠道", "静音时段"):
        table.add_column(name, overflow="fold")
    for recipient in found:
        quiet = recipient.quiet
        table.add_row(
            recipient.recipient_id,
            recipient.name,
            "、".join(sorted(recipient.roles)),
            recipient.region_code or "–",
            recipient.department or "–",
            recipient.unit or "–",
            CHANNEL_NAMES[recipient.channel],
            f"{quiet.begin:%H:%M}–{quiet.end:%H:%M}" if quiet else "–",
        )
    return table


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, soft_wrap=True)
