"""`fenghuo follow-up`: who is to do what about a gap or an alert, until when; posts show what was done."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from alerts.episodes import Episode, find_episodes
from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.handing_down import deadline, require_releases
from cli.person import person
from cli.tables import rows_table
from hub.clock import SystemClock, end_of_beijing_day
from hub.errors import ConfigError
from hub.roster import Roster, load_roster
from hub.settings import Settings
from nlp.vocabulary import AUDIENCE_NAMES
from warehouse.client import Warehouse, connect
from warehouse.conditions import near
from warehouse.follow_ups import FollowUp, keep_follow_up, named, withdraw_follow_up

app = typer.Typer(
    no_args_is_help=True, help="What was assigned about gaps and alerts; posts show whether it was done."
)

_SQL: Final = Path(__file__).parent / "sql"
_OF_ACCOUNTS: Final = ("fortnight", "holiday", "rhythm", "volume", "dormant")
"""Groups of alerts about an account that a post of its own ends."""


@app.command()
def add(
    until: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="2026-12-01 (that day inside), 2026-12-01T18:00 (Beijing), 48h or 7d from now.",
        ),
    ],
    alert: Annotated[str, typer.Option(help="The open alert it is about: says who and what by itself.")] = "",
    account: Annotated[str, typer.Option(help="For whom: an account's id.")] = "",
    unit: Annotated[str, typer.Option(help="For whom: a unit, as the roster writes it.")] = "",
    region: Annotated[str, typer.Option(help="For whom: a region's code, its own accounts.")] = "",
    with_below: Annotated[
        bool, typer.Option("--with-below", help="With --region: accounts of all regions below count too.")
    ] = False,
    audience: Annotated[str, typer.Option(help="What: address this audience (its code).")] = "",
    release: Annotated[
        str, typer.Option(help="What: carry this release (its id). Without either: publish again.")
    ] = "",
    what: Annotated[str, typer.Option(help="A word for those who do it; it stands in the alert.")] = "",
) -> None:
    """Assign a follow-up. The post that shows it was done closes it; nobody reports. Assigning the same again
    on the same day replaces it."""
    settings = begin(logging.WARNING)
    roster, warehouse = load_roster(settings.roster), _warehouse(settings)
    now = SystemClock().now()
    blank = _blank(now, _due(until, now), " ".join(what.split()))
    if alert:
        _require_alone(account, unit, region, audience, release)
        follow_up = _of_alert(blank, _open_alert(warehouse, alert))
    else:
        follow_up = _aimed(_for(blank, roster, account, unit, region), audience, release)
    if release:
        require_releases(warehouse, [release])
    follow_up = named(replace(follow_up, with_below=follow_up.with_below or (bool(region) and with_below)))
    keep_follow_up(warehouse, follow_up)
    [row] = warehouse.query_file(_SQL / "follow_up.sql", {"follow_up_id": follow_up.follow_up_id})
    console.print(
        f"已布置 {follow_up.follow_up_id}：{row['要看到']}（可由 {row['账号数']} 个账号完成）。",
        soft_wrap=True,
    )
    if not row["账号数"]:
        console.print("对象没有在采集的账号，作品无从看到，请检查对象。", style="yellow")


@app.command("list")
def list_command() -> None:
    """Show what was assigned, what is overdue first."""
    rows = warehouse_to_read(begin(logging.WARNING)).query_file(_SQL / "follow_up_list.sql")
    console.print(
        rows_table(rows, whole=("编号",)) if rows else "还没有布置过跟踪事项；用 fenghuo follow-up add 布置。"
    )


@app.command()
def show(
    follow_up: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Show one follow-up whole, with the post that fulfilled it."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    rows = warehouse.query_file(_SQL / "follow_up.sql", {"follow_up_id": follow_up})
    if not rows:
        raise ConfigError(f"No follow-up {follow_up} was assigned; `fenghuo follow-up list` shows them.")
    console.print(rows_table([{"项": name, "内容": value} for name, value in rows[0].items()]))


@app.command()
def withdraw(
    follow_up: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Take a follow-up back, for example one that was assigned by mistake; its alert closes."""
    withdrawn = withdraw_follow_up(
        _warehouse(begin(logging.WARNING)), follow_up, person(), SystemClock().now()
    )
    console.print(f"已撤销 {withdrawn.follow_up_id}。")


def _due(text: str, now: datetime) -> datetime:
    """A day means its end. Raises ConfigError for what is over."""
    try:
        due = end_of_beijing_day(date.fromisoformat(text))
    except ValueError:
        return deadline(text, now, "term")
    if due <= now:
        raise ConfigError(f"The term {text} is over; give a later one.")
    return due


def _blank(now: datetime, due_at: datetime, what: str) -> FollowUp:
    return FollowUp("", "update", "", "", "", False, "", "", "", what, now, due_at, person(), now)


def _for(blank: FollowUp, roster: Roster, account: str, unit: str, region: str) -> FollowUp:
    """The follow-up with its subject. Raises ConfigError unless exactly one that the roster has is named."""
    if sum(map(bool, (account, unit, region))) != 1:
        raise ConfigError("Say for whom, by one of --account, --unit, --region (or --alert).")
    if account:
        codes = {one.account_id: one.region_code for one in roster.accounts}
        return replace(blank, account_id=_known(account, "account", codes), region_code=codes[account] or "")
    if unit:
        units = {one.unit: one.region_code for one in roster.accounts}
        return replace(blank, unit=_known(unit, "unit", units), region_code=units[unit] or "")
    return replace(blank, region_code=_known(region, "region", roster.regions))


def _aimed(follow_up: FollowUp, audience: str, release: str) -> FollowUp:
    """The follow-up with what is to be done. Raises ConfigError for two things or an unknown audience."""
    if audience and release:
        raise ConfigError("One follow-up is one thing: give --audience or --release.")
    if audience:
        return replace(follow_up, aim="audience", audience=_known(audience, "audience", AUDIENCE_NAMES))
    return replace(follow_up, aim="carry", release_id=release) if release else follow_up


def _of_alert(blank: FollowUp, episode: Episode) -> FollowUp:
    """What an alert asks for. Raises ConfigError for one that no single post can end."""
    blank = replace(blank, episode_id=episode.episode_id)
    facts, code = episode.facts, episode.subject.partition("/")[0]
    if episode.rule_group in _OF_ACCOUNTS:
        return replace(blank, account_id=code, region_code=str(facts.get("region_code", "")))
    if episode.rule_group == "county":
        return replace(blank, region_code=code)
    if episode.rule_group == "audience":
        audience = str(facts.get("audience", ""))
        return replace(blank, aim="audience", region_code=code, with_below=True, audience=audience)
    raise ConfigError(
        f"No post by itself ends an alert of the rule {episode.rule}; follow silences, stalled counties and"
        " audience gaps by --alert, and a release by --release with --account, --unit or --region."
    )


def _open_alert(warehouse: Warehouse, name: str) -> Episode:
    found = [episode for episode in find_episodes(warehouse, name) if episode.open]
    if not found:
        raise ConfigError(f"There is no open alert {name}; `fenghuo alerts list` names them.")
    if len(found) > 1:
        ids = ", ".join(episode.episode_id for episode in found)
        raise ConfigError(f"There are {len(found)} open alerts about {name}; name one of {ids}.")
    return found[0]


def _require_alone(*others: str) -> None:
    if any(others):
        raise ConfigError("An --alert says who and what by itself; leave the other options out.")


def _known(word: str, kind: str, known: Collection[str]) -> str:
    if word not in known:
        raise ConfigError(f"There is no {kind} {word}{near(word, list(known)) or '.'}")
    return word


def _warehouse(settings: Settings) -> Warehouse:
    return connect(settings, patience=PERSON_PATIENCE)
