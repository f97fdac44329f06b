"""`fenghuo campaign`: what is to be spoken of, to whom, when, by whom, and what has come of it."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.campaign_file import BRIGADE, read_campaign_file
from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.handing_down import require_releases
from cli.person import person
from cli.tables import rows_table
from hub.clock import SystemClock, beijing_day
from hub.errors import ConfigError
from hub.platforms import LEVELS
from hub.roster import load_roster
from hub.settings import Settings
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from warehouse.campaigns import Campaign, campaign_id, find_campaigns, keep_campaign, withdraw_campaign
from warehouse.client import Warehouse, connect
from warehouse.conditions import near
from warehouse.seasons import Season, seasons_near

app = typer.Typer(no_args_is_help=True, help="Campaigns that people enter: who is to take part, and who has.")

_SQL: Final = Path(__file__).parent / "sql"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no day; write 2026-11-01.") from None


@app.command()
def add(
    name: Annotated[str, typer.Option(help="What it is called.")],
    first: Annotated[
        date, typer.Option("--from", parser=_day, metavar="DAY", help="Its first day, 2026-11-01 (Beijing).")
    ],
    last: Annotated[date, typer.Option("--to", parser=_day, metavar="DAY", help="Its last day, inside.")],
    topic: Annotated[list[str] | None, typer.Option(help="A topic's code; repeatable.")] = None,
    audience: Annotated[list[str] | None, typer.Option(help="An audience's code; repeatable.")] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(help="Who is expected: a region's code, with all below it; repeatable."),
    ] = None,
    level: Annotated[list[str] | None, typer.Option(help="Who is expected: a level; repeatable.")] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="Who is expected: a department's code, or brigade; repeatable.")
    ] = None,
    release: Annotated[
        list[str] | None, typer.Option(help="The id of a release that belongs to it; repeatable.")
    ] = None,
    within: Annotated[
        int | None, typer.Option(min=1, max=365, help="Days within which each is to publish its first post.")
    ] = None,
    season: Annotated[str, typer.Option(help="The season it was suggested by.")] = "",
) -> None:
    """Enter a campaign. Entering the same name with the same first day again replaces it."""
    settings = begin(logging.WARNING)
    roster = load_roster(settings.roster)
    campaign = Campaign(
        campaign_id=campaign_id(name, first),
        name=_named(name),
        first_day=first,
        last_day=last,
        topics=_known(topic, "topic", TOPIC_NAMES),
        audiences=_known(audience, "audience", AUDIENCE_NAMES),
        regions=_known(region, "region", roster.regions),
        levels=_known(level, "level", LEVELS),
        departments=_known(department, "department", {BRIGADE, *roster.departments}),
        releases=tuple(release or ()),
        within_days=within,
        season=season,
        entered_by=person(),
        entered_at=SystemClock().now(),
    )
    _require_sense(campaign)
    warehouse = _warehouse(settings)
    require_releases(warehouse, campaign.releases)
    keep_campaign(warehouse, campaign)
    expected = _expected(warehouse, campaign.campaign_id)
    console.print(f"已登记 {campaign.campaign_id}：{campaign.name}，应参加的账号 {expected} 个。")
    if not expected:
        console.print("台账中没有符合范围的账号，请检查 --region、--level、--department。", style="yellow")


@app.command("import")
def import_command(
    file: Annotated[
        Path, typer.Argument(help="Sheet (csv, xlsx, xls) with the columns that docs/measures.md names.")
    ],
) -> None:
    """Enter every campaign of a sheet, or none where there is a mistake. Importing again changes nothing."""
    settings = begin(logging.WARNING)
    now = SystemClock().now()
    campaigns, mistakes = read_campaign_file(file, load_roster(settings.roster), person(), now)
    for mistake in mistakes:
        console.print(str(mistake), markup=False, soft_wrap=True)
    if mistakes:
        console.print(f"共 {len(mistakes)} 处需要改正，没有登记任何活动。")
        raise typer.Exit(2)
    warehouse = _warehouse(settings)
    require_releases(warehouse, tuple({release for one in campaigns for release in one.releases}))
    for campaign in campaigns:
        keep_campaign(warehouse, campaign)
    console.print(f"已登记 {len(campaigns)} 个活动。")


@app.command("list")
def list_command() -> None:
    """Show the campaigns that were entered, and how far each has come."""
    rows = warehouse_to_read(begin(logging.WARNING)).query_file(_SQL / "campaign_list.sql")
    console.print(
        rows_table(rows, whole=("编号",)) if rows else "还没有登记过活动；用 fenghuo campaign add 登记。"
    )


@app.command()
def show(
    campaign: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Show a campaign by level, its last days, its drop-off in four voices, and what it compares with."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    parameters = {"campaign_id": campaign}
    _require_entered(warehouse, campaign)
    for name in ("levels", "days", "voices", "comparison"):
        rows = warehouse.query_file(_SQL / f"campaign_{name}.sql", parameters)
        console.print(rows_table(rows) if rows else "台账中没有应参加的账号，或活动还没有开始。")


@app.command()
def withdraw(
    campaign: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Take a campaign off the list, for example one that was entered by mistake."""
    warehouse = _warehouse(begin(logging.WARNING))
    withdrawn = withdraw_campaign(warehouse, campaign, person(), SystemClock().now())
    console.print(f"已撤销 {withdrawn.campaign_id}（{withdrawn.name}）。")


@app.command()
def suggest(
    on: Annotated[
        date | None,
        typer.Option(parser=_day, metavar="DAY", help="The day to look from; today if not given."),
    ] = None,
) -> None:
    """Propose campaigns by the season: those of the day and of the 30 days after it."""
    begin(logging.WARNING)
    day = on or beijing_day(SystemClock().now())
    seasons = seasons_near(day)
    if not seasons:
        console.print(f"{day} 前后没有时令提示。")
        return
    console.print(rows_table([_season_row(season, day) for season in seasons], whole=("从", "到", "状态")))
    console.print("登记其中一个，例如：")
    console.print(_command(seasons[-1]), soft_wrap=True)


def _named(name: str) -> str:
    if not name.strip():
        raise ConfigError("A campaign needs a name; give one with --name.")
    return " ".join(name.split())


def _known(words: list[str] | None, kind: str, known: Collection[str]) -> tuple[str, ...]:
    """The words once each, in their order. Raises ConfigError for one that is not known, with near ones."""
    for word in words or ():
        if word not in known:
            raise ConfigError(f"There is no {kind} {word}{near(word, list(known)) or '.'}")
    return tuple(dict.fromkeys(words or ()))


def _require_sense(campaign: Campaign) -> None:
    if campaign.last_day < campaign.first_day:
        raise ConfigError(f"The campaign ends on {campaign.last_day}, before it begins; give a later --to.")
    if not (campaign.topics or campaign.audiences or campaign.releases):
        raise ConfigError(
            "Nothing says which posts belong to it; give a --topic, an --audience or a --release."
        )


def _require_entered(warehouse: Warehouse, wanted: str) -> None:
    if not any(one.campaign_id == wanted and not one.withdrawn for one in find_campaigns(warehouse)):
        raise ConfigError(f"No campaign {wanted} was entered; `fenghuo campaign list` shows them.")


def _expected(warehouse: Warehouse, wanted: str) -> int:
    """How many accounts are expected to take part."""
    return len(warehouse.query_file(_SQL / "campaign_accounts.sql", {"campaign_id": wanted}))


def _season_row(season: Season, day: date) -> dict[str, object]:
    return {
        "时令": season.name,
        "从": season.first_day,
        "到": season.last_day,
        "状态": "进行中" if season.first_day <= day else f"{(season.first_day - day).days} 天后",
        "主题": "、".join(TOPIC_NAMES[topic] for topic in season.topics),
        "受众": "、".join(AUDIENCE_NAMES[audience] for audience in season.audiences) or "所有人",
        "说明": season.note,
    }


def _command(season: Season) -> str:
    """The command that enters a season as a campaign."""
    words = [f"--topic {topic}" for topic in season.topics]
    words += [f"--audience {audience}" for audience in season.audiences]
    name = f"{season.first_day.year} 年{season.name}"
    return (
        f"fenghuo campaign add --name {shlex.quote(name)} --from {season.first_day} --to {season.last_day}"
        f" {' '.join(words)} --season {season.season}"
    )


def _warehouse(settings: Settings) -> Warehouse:
    return connect(settings, patience=PERSON_PATIENCE)
